import { randomUUID } from 'node:crypto';
import { CliError, usageError } from '../cli-error.ts';
import type { Command, CommandContext } from '../command.ts';
import { parseKeyValues } from '../key-values.ts';

const TYPES = ['track', 'identify', 'page', 'screen', 'group', 'alias'];

/** Sends one message as an SDK would, through the public endpoint. */
export const send: Command = {
  name: 'send',
  positionals: '<track|identify|page|screen|group|alias>',
  summary: 'Send one message, as an SDK would',
  options: {
    'user-id': { value: 'id', help: 'who it is about, as your systems know them' },
    'anonymous-id': { value: 'id', help: 'who it is about, as a browser knows them' },
    event: { value: 'name', help: 'what happened (track)' },
    name: { value: 'name', help: 'which page or screen (page, screen)' },
    'group-id': { value: 'id', help: 'which group (group)' },
    'previous-id': { value: 'id', help: 'the id this user had before (alias)' },
    trait: {
      value: 'name=value',
      multiple: true,
      help: 'what is known of them; in context.traits for types without traits',
    },
    property: { value: 'name=value', multiple: true, help: 'about the event, page or screen' },
    public: { help: 'use the public write key, as a browser does (default: the secret one)' },
    'write-key': { value: 'key', help: 'use this write key' },
  },
  examples: [
    'send identify --user-id ada --trait email=ada@example.com --trait plan=pro',
    'send track --user-id ada --event "Order Completed" --property revenue=12.5',
    'send page --anonymous-id browser-1 --name Pricing --public',
  ],
  async run(context) {
    const type = context.args.single('message type');
    if (!TYPES.includes(type)) {
      throw usageError(`message type is not known, expected one of ${TYPES.join(', ')}`);
    }
    const message = messageOf(type, context);
    await context.api.call({
      method: 'POST',
      path: `/v1/${type}`,
      body: message,
      writeKey: writeKeyOf(context),
    });
    const { messageId } = message;
    context.print(
      context.args.has('json')
        ? JSON.stringify({ success: true, messageId })
        : `sent ${type} ${messageId}`,
    );
  },
};

function messageOf(type: string, { args }: CommandContext) {
  const userId = args.text('user-id');
  const anonymousId = args.text('anonymous-id');
  if (userId === undefined && anonymousId === undefined) {
    throw usageError('option --user-id or --anonymous-id is missing');
  }
  const traits = parseKeyValues('trait', args.list('trait'));
  const properties = parseKeyValues('property', args.list('property'));
  const hasTraits = Object.keys(traits).length > 0;
  const ownTraits = type === 'identify' || type === 'group';
  return {
    type,
    messageId: `cli-${randomUUID()}`,
    timestamp: new Date().toISOString(),
    userId,
    anonymousId,
    ...fieldsOf(type, { args, properties }),
    ...(ownTraits && { traits }),
    ...(hasTraits && !ownTraits && { context: { traits } }),
  };
}

function fieldsOf(
  type: string,
  { args, properties }: Pick<CommandContext, 'args'> & { properties: Record<string, unknown> },
): Record<string, unknown> {
  switch (type) {
    case 'track':
      return { event: args.required('event'), properties };
    case 'page':
    case 'screen':
      return { name: args.text('name'), properties };
    case 'group':
      return { groupId: args.required('group-id') };
    case 'alias':
      return { previousId: args.required('previous-id') };
    default:
      return {};
  }
}

function writeKeyOf({ args, connection }: CommandContext): string {
  const found = args.has('public') ? connection.publicWriteKey : connection.secretWriteKey;
  const key = args.text('write-key') ?? found;
  if (key !== undefined) return key;
  throw new CliError('write key is missing, say --write-key wk_…');
}

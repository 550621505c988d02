import { setTimeout as pause } from 'node:timers/promises';
import { usageError } from '../cli-error.ts';
import type { Command, CommandContext } from '../command.ts';

/** One message as `GET /v1/admin/tail` shows it (docs/api.md). */
interface TailMessage {
  readonly messageId: string;
  readonly type: string;
  readonly event?: string;
  readonly receivedAt: string;
  readonly source: string;
  readonly identifiers: Readonly<Record<string, string>>;
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly traits?: Readonly<Record<string, unknown>>;
  readonly quarantine?: { readonly reason: string };
}

interface TailPage {
  readonly messages: readonly TailMessage[];
  readonly cursor: string;
}

/** Kinesis allows five reads a second per shard, shared by everybody who tails. */
const POLL_MS = 1_000;

/** How far back a look without --follow goes, in seconds. */
const LOOK_BACK = '60';

/** Shows messages as the collector took them. */
export const tail: Command = {
  name: 'tail',
  positionals: '',
  summary: 'Show messages as they arrive, masked',
  options: {
    follow: { help: 'keep showing new messages until Ctrl-C' },
    since: { value: 'seconds', help: 'begin so long ago, up to 900 (default 60, with --follow 0)' },
    type: { value: 'type', help: 'only this type, such as track' },
    source: { value: 'id', help: 'only from this source, such as default-web' },
    unredacted: { help: 'show personal data; needs the scope profiles:read' },
  },
  examples: ['tail', 'tail --follow', 'tail --follow --type track --json'],
  async run(context) {
    const { args, api, print, signal } = context;
    if (args.positionals.length > 0) throw usageError('expected options only');
    const query = queryOf(context);
    let more = true;
    while (more) {
      const { messages, cursor } = (await api.call({
        path: `/v1/admin/tail?${query}`,
        signal,
      })) as TailPage;
      for (const message of messages) {
        print(args.has('json') ? JSON.stringify(message) : lineOf(message));
      }
      query.set('cursor', cursor);
      more = args.has('follow') || messages.length > 0;
      if (more) await pause(POLL_MS, undefined, { signal });
    }
  },
};

function queryOf({ args }: CommandContext): URLSearchParams {
  const query = new URLSearchParams({
    since: args.text('since') ?? (args.has('follow') ? '0' : LOOK_BACK),
  });
  for (const filter of ['type', 'source']) {
    const value = args.text(filter);
    if (value !== undefined) query.set(filter, value);
  }
  if (args.has('unredacted')) query.set('redact', 'false');
  return query;
}

function lineOf(message: TailMessage): string {
  const { type, event, receivedAt, source, quarantine } = message;
  const cells = [
    receivedAt.slice(11, 23),
    type.padEnd(8),
    ...(event === undefined ? [] : [event]),
    pairs(message.identifiers),
    pairs({ ...message.traits, ...message.properties }),
    `(${source})`,
    ...(quarantine === undefined ? [] : [`QUARANTINED: ${quarantine.reason}`]),
  ];
  return cells.filter((cell) => cell !== '').join('  ');
}

function pairs(fields: Readonly<Record<string, unknown>>): string {
  return Object.entries(fields)
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' ');
}

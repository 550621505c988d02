import type { Command } from '../command.ts';
import { alignColumns } from '../text-table.ts';

const PATH = '/v1/admin/computed-traits';

interface ComputedTrait {
  readonly key: string;
  readonly name?: string;
  readonly definition: { type: string; event: string; property?: string };
  readonly createdAt: string;
}

/** Lists computed traits, page by page. */
export const computedTraitList: Command = {
  name: 'computed-trait list',
  positionals: '',
  summary: 'List computed traits',
  options: {},
  examples: ['computed-trait list', 'computed-trait list --json'],
  async run({ args, api, print }) {
    const all: ComputedTrait[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const query = cursor === '' ? '' : `?cursor=${encodeURIComponent(cursor)}`;
      // The API's own shape (docs/api.md).
      const page = (await api.call({ path: `${PATH}${query}` })) as {
        computedTraits: ComputedTrait[];
        cursor: string | null;
      };
      all.push(...page.computedTraits);
      cursor = page.cursor;
    }
    if (args.has('json')) return print(JSON.stringify(all));
    if (all.length === 0) return print('no computed traits yet');
    for (const line of alignColumns(all.map(rowOf))) print(line);
  },
};

/** Creates a computed trait; it counts from the next message on. */
export const computedTraitCreate: Command = {
  name: 'computed-trait create',
  positionals: '<key>',
  summary: 'Create a computed trait: a count of events, or the sum of a property',
  options: {
    type: { value: 'count|sum', help: 'what to compute' },
    event: { value: 'name', help: 'the track event it is computed from' },
    property: { value: 'name', help: 'the property to add up (sum)' },
    name: { value: 'text', help: 'a name for people' },
    description: { value: 'text', help: 'what it is for' },
  },
  examples: [
    'computed-trait create order_count --type count --event "Order Completed"',
    'computed-trait create revenue --type sum --event "Order Completed" --property revenue',
  ],
  async run({ args, api, print }) {
    const body = {
      key: args.single('key such as order_count'),
      name: args.text('name'),
      description: args.text('description'),
      definition: {
        type: args.required('type'),
        event: args.required('event'),
        property: args.text('property'),
      },
    };
    const created = await api.call({ method: 'POST', path: PATH, body });
    print(args.has('json') ? JSON.stringify(created) : `created ${body.key}`);
  },
};

/** Deletes a computed trait; values it has given profiles stay until they are rebuilt. */
export const computedTraitDelete: Command = {
  name: 'computed-trait delete',
  positionals: '<key>',
  summary: 'Delete a computed trait',
  options: {},
  examples: ['computed-trait delete order_count'],
  async run({ args, api, print }) {
    const key = args.single('key');
    await api.call({ method: 'DELETE', path: `${PATH}/${encodeURIComponent(key)}` });
    print(args.has('json') ? JSON.stringify({ deleted: key }) : `deleted ${key}`);
  },
};

function rowOf({ key, name, definition, createdAt }: ComputedTrait): string[] {
  const { type, event, property } = definition;
  const rule = property === undefined ? `${type} of ${event}` : `${type} of ${event}.${property}`;
  return [key, rule, createdAt, name ?? ''];
}

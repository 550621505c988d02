import type { TransactGetItem, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { FuzzOperation } from './fuzz-operation.ts';
import {
  type ExpressionPart,
  type Maker,
  makeCapacity,
  makeExpressions,
  makeItem,
  makeKey,
  makeTableName,
} from './operation-parts.ts';
import { randomCondition } from './random-conditions.ts';
import type { Attributes, FuzzTable } from './random-tables.ts';
import { keysOf } from './random-tables.ts';
import { randomProjection, randomUpdate } from './random-updates.ts';

const ENTRY_KINDS = ['Put', 'Update', 'Delete', 'Check'] as const;

const MAX_RECENT = 20;
/** The last transactions of each lane that had a token, to be sent again. */
const RECENT = new WeakMap<Maker, { token: string; items: TransactWriteItem[] }[]>();

/** A transaction of reads. */
export function transactGetItems(maker: Maker): FuzzOperation {
  const { random } = maker;
  const forms: string[] = [];
  const places = makePlaces(maker);
  const items = places.map(({ table, key }): TransactGetItem => {
    const projection = makeExpressions(maker, 'TransactGetItems', (scope) =>
      random.oneIn(3) ? {} : { ProjectionExpression: randomProjection(scope) },
    );
    forms.push(...projection.forms);
    return { Get: { TableName: makeTableName(maker, table), Key: key, ...projection.parameters } };
  });
  const capacity = makeCapacity(maker);
  return {
    call: { name: 'TransactGetItems', input: { TransactItems: items, ...capacity.parameters } },
    uses: [{ row: 'TransactGetItems', forms: [...forms, ...capacity.forms] }],
  };
}

/** A transaction of writes, now and then one that was sent before or has the token of another. */
export function transactWriteItems(maker: Maker): FuzzOperation {
  const { random } = maker;
  const capacity = makeCapacity(maker);
  const recent = RECENT.get(maker) ?? [];
  RECENT.set(maker, recent);
  if (recent.length > 0 && random.oneIn(8)) return repeat(maker, random.pick(recent));
  const entries = makeEntries(maker);
  const items = entries.map(({ item }) => item);
  const token = random.oneIn(3) ? `token-${random.below(2 ** 30)}` : undefined;
  if (token) recent.push({ token, items });
  // Tokens are forgotten after ten minutes, so only young ones are sent again.
  if (recent.length > MAX_RECENT) recent.shift();
  const input = {
    TransactItems: items,
    ...(token && { ClientRequestToken: token }),
    ...capacity.parameters,
  };
  const forms = [...(token ? ['new token'] : []), ...capacity.forms];
  return {
    call: { name: 'TransactWriteItems', input },
    uses: [...entries.map(({ use }) => use), { row: 'Transaction', forms }],
  };
}

function repeat(maker: Maker, known: { token: string; items: TransactWriteItem[] }): FuzzOperation {
  const { random } = maker;
  const same = random.oneIn(2);
  const items = same ? known.items : makeEntries(maker).map(({ item }) => item);
  const form = same ? 'repeated token' : 'other request with a token';
  return {
    call: {
      name: 'TransactWriteItems',
      input: { TransactItems: items, ClientRequestToken: known.token },
    },
    uses: [{ row: 'Transaction', forms: [form] }],
  };
}

/** Places of one to five entries, now and then one of them twice. */
function makePlaces(maker: Maker): readonly { table: FuzzTable; key: Attributes }[] {
  const { random } = maker;
  const places = random.list(1, 5, () => {
    const table = random.pick(maker.tables);
    return { table, key: makeKey(maker, table) };
  });
  if (random.oneIn(6)) return places;
  const seen = new Set<string>();
  return places.filter(({ table, key }) => {
    const place = JSON.stringify([table.name, keysOf(table).map(({ name }) => key[name])]);
    return !seen.has(place) && seen.add(place);
  });
}

/** Entries of which at most one is asked something wrong: of several mistakes only one is told. */
function makeEntries(maker: Maker): readonly ReturnType<typeof makeEntry>[] {
  const { random } = maker;
  const places = makePlaces({ ...maker, faults: false });
  const faulty = random.oneIn(2) ? random.below(places.length) : -1;
  return places.map((place, index) => {
    if (index !== faulty) return makeEntry({ ...maker, faults: false }, place);
    return makeEntry(maker, { ...place, key: makeKey(maker, place.table) });
  });
}

function makeEntry(
  maker: Maker,
  { table, key }: { table: FuzzTable; key: Attributes },
): { item: TransactWriteItem; use: { row: string; forms: readonly string[] } } {
  const { random } = maker;
  const kind = random.pick(ENTRY_KINDS);
  const row = `Transact ${kind}`;
  const onFailure = random.oneIn(3);
  const common = {
    TableName: makeTableName(maker, table),
    ...(onFailure && { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const }),
  };
  const expressions = entryExpressions(maker, kind);
  const forms = [...expressions.forms, ...(onFailure ? ['ALL_OLD on failure'] : [])];
  const { parameters } = expressions;
  const item: TransactWriteItem =
    kind === 'Put'
      ? { Put: { ...common, Item: { ...makeItem(maker, table), ...key }, ...parameters } }
      : kind === 'Delete'
        ? { Delete: { ...common, Key: key, ...parameters } }
        : kind === 'Update'
          ? { Update: { UpdateExpression: undefined, ...common, Key: key, ...parameters } }
          : {
              ConditionCheck: {
                ConditionExpression: undefined,
                ...common,
                Key: key,
                ...parameters,
              },
            };
  return { item, use: { row, forms } };
}

function entryExpressions(maker: Maker, kind: (typeof ENTRY_KINDS)[number]): ExpressionPart {
  const { random } = maker;
  return makeExpressions(maker, `Transact ${kind}`, (scope) => ({
    ...(kind === 'Update' && { UpdateExpression: randomUpdate(scope) }),
    ...((kind === 'Check' || random.oneIn(3)) && {
      ConditionExpression: randomCondition(scope, 1),
    }),
  }));
}

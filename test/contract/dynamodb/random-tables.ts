import type { AttributeValue, CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import type { Random } from './random.ts';
import { valueOfType } from './random-values.ts';

/** A key attribute and the few values it takes, so that operations meet the same items again. */
interface Key {
  readonly name: string;
  readonly type: 'S' | 'N' | 'B';
  readonly values: readonly AttributeValue[];
}

/** A table operations are made for. */
export interface FuzzTable {
  readonly name: string;
  readonly partition: Key;
  readonly sort?: Key;
}

/** Attributes by name, as the client takes them. */
export type Attributes = Record<string, AttributeValue>;

const TEXTS = ['a', 'ab', 'abc', 'b', 'é', '😀', '\uffff', 'Z'].map((S) => ({ S }));
const NUMBERS = ['-1e125', '-12', '-1.5', '-1', '0', '1e-130', '1', '1.5', '12', '1e125'].map(
  (N) => ({ N }),
);
const BYTES = [[0], [0, 0], [97], [97, 98], [255], [255, 255]].map((bytes) => ({
  B: Uint8Array.from(bytes),
}));

/** One table of each kind of key for one lane of operations. */
export function tablesOf(lane: number): readonly FuzzTable[] {
  const pk = (type: Key['type'], values: readonly AttributeValue[]): Key => ({
    name: 'pk',
    type,
    values,
  });
  const sk = (type: Key['type'], values: readonly AttributeValue[]): Key => ({
    name: 'sk',
    type,
    values,
  });
  const name = (kind: string) => `fuzz-${lane}-${kind}`;
  return [
    { name: name('text'), partition: pk('S', TEXTS.slice(0, 3)), sort: sk('S', TEXTS) },
    { name: name('number'), partition: pk('N', NUMBERS.slice(3, 6)), sort: sk('N', NUMBERS) },
    { name: name('binary'), partition: pk('B', BYTES.slice(0, 2)), sort: sk('B', BYTES) },
    { name: name('alone'), partition: { name: 'id', type: 'S', values: TEXTS } },
  ];
}

/** How the client creates it, with a stream that shows everything. */
export function createTableInput(table: FuzzTable): CreateTableCommandInput {
  const keys = keysOf(table);
  return {
    TableName: table.name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: keys.map(({ name, type }) => ({
      AttributeName: name,
      AttributeType: type,
    })),
    KeySchema: keys.map(({ name }, index) => ({
      AttributeName: name,
      KeyType: index === 0 ? 'HASH' : 'RANGE',
    })),
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
  };
}

/** The key attributes in order. */
export function keysOf(table: FuzzTable): readonly Key[] {
  return table.sort ? [table.partition, table.sort] : [table.partition];
}

/** A key that fits the table. */
export function randomKey(random: Random, table: FuzzTable): Attributes {
  return Object.fromEntries(keysOf(table).map(({ name, values }) => [name, random.pick(values)]));
}

/** A key the table cannot have. */
export function invalidKey(random: Random, table: FuzzTable): Attributes {
  const key = randomKey(random, table);
  const { name, type } = random.pick(keysOf(table));
  const { [name]: _, ...rest } = key;
  return random.oneOf<Attributes>([
    () => rest,
    () => ({ ...key, extra: { S: 'x' } }),
    () => ({ ...rest, extra: { S: 'x' } }),
    () => ({ ...key, [name]: valueOfType(random, type === 'S' ? 'N' : 'S') }),
    () => ({ ...key, [name]: valueOfType(random, random.pick(['M', 'L', 'BOOL', 'NULL', 'SS'])) }),
    () => ({ ...key, [name]: type === 'B' ? { B: new Uint8Array() } : { S: '' } }),
    () => ({
      ...key,
      [name]: type === 'B' ? { B: new Uint8Array(2049) } : { S: 'k'.repeat(2049) },
    }),
    () => ({}),
  ]);
}

import type { AttributeValue, ReturnConsumedCapacity } from '@aws-sdk/client-dynamodb';
import type { Expressions } from './corrupt.ts';
import { corrupt } from './corrupt.ts';
import type { Coverage } from './coverage.ts';
import { ExpressionScope } from './expression-scope.ts';
import type { Form } from './forms.ts';
import type { FuzzCall, FuzzOperation } from './fuzz-operation.ts';
import type { Random } from './random.ts';
import { randomAttributes } from './random-paths.ts';
import type { Attributes, FuzzTable } from './random-tables.ts';
import { invalidKey, randomKey } from './random-tables.ts';
import { randomProjection } from './random-updates.ts';
import { invalidValue, nested } from './random-values.ts';

/** What operations are made from: the choices, the tables of a lane, and what has been shown so far. */
export interface Maker {
  readonly random: Random;
  readonly tables: readonly FuzzTable[];
  readonly coverage: Coverage;
  /** Whether keys, items and table names may be wrong now and then. */
  readonly faults: boolean;
}

/** Expressions of a request and what they are made of. */
export interface ExpressionPart {
  readonly parameters: Expressions & {
    ExpressionAttributeNames?: Record<string, string>;
    ExpressionAttributeValues?: Record<string, AttributeValue>;
  };
  readonly forms: readonly Form[];
}

/** One expression in this many has something wrong. */
const CORRUPT_ONE_IN = 4;

/** Makes expressions that share their placeholders for a row of the coverage table. */
export function makeExpressions(
  { random, coverage, faults }: Maker,
  row: string,
  make: (scope: ExpressionScope) => Expressions,
): ExpressionPart {
  const scope = new ExpressionScope(random, row, coverage);
  const whole = { expressions: make(scope), names: scope.names, values: scope.values };
  const { expressions, names, values } =
    faults && random.oneIn(CORRUPT_ONE_IN) ? corrupt(random, whole) : whole;
  return {
    parameters: {
      ...expressions,
      ...(isGiven({ random, faults }, names) && { ExpressionAttributeNames: { ...names } }),
      ...(isGiven({ random, faults }, values) && { ExpressionAttributeValues: { ...values } }),
    },
    forms: scope.forms,
  };
}

/** The table's name, now and then one that does not exist or cannot. */
export function makeTableName({ random, faults }: Maker, table: FuzzTable): string {
  if (!faults || !random.oneIn(60)) return table.name;
  return random.pick(['no-such-table', 'x', 'with space', 'a'.repeat(256)]);
}

/** A key of the table, now and then one it cannot have. */
export function makeKey({ random, faults }: Maker, table: FuzzTable): Attributes {
  return faults && random.oneIn(25) ? invalidKey(random, table) : randomKey(random, table);
}

/** An item for the table, now and then one it cannot have. */
export function makeItem(maker: Maker, table: FuzzTable): Attributes {
  const { random } = maker;
  const item = { ...randomAttributes(random), ...makeKey(maker, table) };
  if (maker.faults && random.oneIn(25)) return { ...item, bad: invalidValue(random) };
  if (random.oneIn(60)) return { ...item, deep: nested(31) };
  return random.oneIn(120)
    ? { ...item, big: { S: 'y'.repeat(409_500 + random.below(120)) } }
    : item;
}

/** `ReturnConsumedCapacity` and the form it is. */
export function makeCapacity({ random }: Maker): {
  parameters: { ReturnConsumedCapacity?: ReturnConsumedCapacity };
  forms: readonly Form[];
} {
  if (random.oneIn(2)) return { parameters: {}, forms: [] };
  const mode = random.pick<ReturnConsumedCapacity>(['TOTAL', 'INDEXES', 'NONE']);
  return { parameters: { ReturnConsumedCapacity: mode }, forms: [mode] };
}

/** A projection, or none. */
export function makeProjection(maker: Maker, row: string): ExpressionPart {
  return makeExpressions(maker, row, (scope) =>
    maker.random.oneIn(3)
      ? {}
      : { ProjectionExpression: randomProjection(scope, maker.faults ? 4 : 1) },
  );
}

/** A parameter that is there or not, and the form it is. */
export function maybe<T extends object>(
  random: Random,
  parameters: T,
  form: Form,
): { parameters: Partial<T>; forms: readonly Form[] } {
  return random.oneIn(3) ? { parameters, forms: [form] } : { parameters: {}, forms: [] };
}

/** The operation a call is, with the forms of its parts. */
export function operationOf(
  call: FuzzCall,
  ...parts: readonly { forms: readonly string[] }[]
): FuzzOperation {
  return { call, uses: [{ row: call.name, forms: parts.flatMap(({ forms }) => forms) }] };
}

/** Placeholders are given when there are any, and now and then when there are none. */
function isGiven(
  { random, faults }: Pick<Maker, 'random' | 'faults'>,
  entries: Readonly<Record<string, unknown>>,
): boolean {
  return Object.keys(entries).length > 0 || (faults && random.oneIn(50));
}

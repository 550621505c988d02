import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Random } from './random.ts';
import { invalidValue, randomValue } from './random-values.ts';

/** The expressions of a request by parameter name. */
export type Expressions = Partial<
  Record<
    | 'ConditionExpression'
    | 'FilterExpression'
    | 'KeyConditionExpression'
    | 'ProjectionExpression'
    | 'UpdateExpression',
    string
  >
>;

/** The expressions of a request with the names and values of their placeholders. */
export interface ExpressionParameters {
  readonly expressions: Expressions;
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, AttributeValue>>;
}

const TOKENS = /[#:]?[A-Za-z0-9_]+|<>|<=|>=|\s+|[\s\S]/g;
const STRAY =
  `AND OR NOT IN BETWEEN SET REMOVE ADD DELETE ( ) , . = <> < + - [0] [ ] [99999999999] #zz :zz
  name date ! $ é "x" foo(s) size(s) size(n) if_not_exists(s,n) list_append(l,l) attribute_exists(s)
  attribute_exists(:v0) begins_with(s) contains(s,s) 7 pk sk id # : s`.split(/\s+/);

/** The request with one thing wrong, most of the time. */
export function corrupt(random: Random, parameters: ExpressionParameters): ExpressionParameters {
  const { expressions, names, values } = parameters;
  const hasValues = Object.keys(values).length > 0;
  return random.oneOf<ExpressionParameters>([
    // With values, a scan misses a filter where there is an empty one.
    () => (hasValues ? parameters : { ...parameters, expressions: emptyOne(random, expressions) }),
    () => ({ ...parameters, expressions: corruptOne(random, expressions) }),
    () => ({ ...parameters, expressions: corruptOne(random, expressions) }),
    () => ({ ...parameters, names: { ...names, '#unused': 'x' } }),
    () => ({ ...parameters, values: { ...values, ':unused': { S: 'x' } } }),
    () => ({ ...parameters, names: withoutOne(random, names) }),
    () => ({ ...parameters, values: withoutOne(random, values) }),
    () => ({ ...parameters, names: { ...names, ...random.pick(BAD_NAMES) } }),
    () => ({ ...parameters, values: { ...values, ...random.pick(BAD_VALUE_KEYS) } }),
    () => ({ ...parameters, values: replaceOne(random, values, invalidValue) }),
    () => ({ ...parameters, values: replaceOne(random, values, randomValue) }),
    () => ({ ...parameters, values: replaceOne(random, values, randomValue) }),
  ]);
}

const BAD_NAMES: readonly Record<string, string>[] = [
  { plain: 'x' },
  { '#': 'x' },
  { '#a-b': 'x' },
  { '#e': '' },
];
const BAD_VALUE_KEYS: readonly Record<string, AttributeValue>[] = [
  { plain: { S: 'x' } },
  { ':': { S: 'x' } },
  { ':a-b': { S: 'x' } },
];

function corruptOne(random: Random, expressions: Expressions): Expressions {
  const entries = Object.entries(expressions);
  if (entries.length === 0) return expressions;
  const [kind, text] = random.pick(entries);
  return { ...expressions, [kind]: corruptText(random, text) };
}

function emptyOne(random: Random, expressions: Expressions): Expressions {
  const kinds = Object.keys(expressions);
  return kinds.length === 0 ? expressions : { ...expressions, [random.pick(kinds)]: '' };
}

/** The text with a token left out, doubled, replaced or put in, or with parentheses too many. */
function corruptText(random: Random, text: string): string {
  const tokens = text.match(TOKENS) ?? [];
  const at = random.below(tokens.length + 1);
  const splice = (remove: number, ...added: string[]) =>
    tokens.toSpliced(at, remove, ...added).join('');
  return random.oneOf([
    () => splice(1),
    () => splice(0, tokens[at] ?? ''),
    () => splice(1, ` ${random.pick(STRAY)} `),
    () => splice(0, ` ${random.pick(STRAY)} `),
    () => `((${text}))`,
    () => `${text} ${random.pick(STRAY)}`,
    () => `${text}${' '.repeat(random.oneIn(4) ? 4096 : 1)}`,
  ]);
}

function withoutOne<T>(
  random: Random,
  entries: Readonly<Record<string, T>>,
): Readonly<Record<string, T>> {
  const keys = Object.keys(entries);
  if (keys.length === 0) return entries;
  const gone = random.pick(keys);
  return Object.fromEntries(Object.entries(entries).filter(([key]) => key !== gone));
}

function replaceOne(
  random: Random,
  values: Readonly<Record<string, AttributeValue>>,
  make: (random: Random) => AttributeValue,
): Readonly<Record<string, AttributeValue>> {
  const keys = Object.keys(values);
  return keys.length === 0 ? values : { ...values, [random.pick(keys)]: make(random) };
}

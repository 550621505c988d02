import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Random } from './random.ts';

/** Numbers with every spelling and near every limit that matters: 38 digits, 1E-130, 9.99E+125. */
const NUMBERS = `0 1 -1 2 3 5 10 100 -7 1.5 -0.5 0.1 0.2 1e2 1E-3 007 +5 .5 5. -0 12.340
  99999999999999999999999999999999999999 -99999999999999999999999999999999999999 1e125 -9e125
  1e-130 -1e-130 0.000000000000000000001 12345678901234567890.123456789012345678 1e37 5e124`.split(
  /\s+/,
);
const BAD_NUMBERS = [
  '',
  'abc',
  '1e126',
  '1e-131',
  '1'.repeat(39),
  '0x1',
  'NaN',
  '1 ',
  '--1',
  '1e',
  '9e125e',
];
const STRINGS = [
  '',
  'a',
  'b',
  'ab',
  'abc',
  'hello',
  'x',
  'é',
  '€uro',
  '😀',
  '\uffff',
  'Z',
  '0',
  '10',
  'a b',
];
const BYTES = [[], [0], [97], [97, 98], [255], [255, 255], [0, 1, 2], [128]];
const NAMES = ['x', 'y', 'z', 'name', 'ünï', 'a.b'];

/** The ten types. */
export const TYPES = ['S', 'N', 'B', 'BOOL', 'NULL', 'SS', 'NS', 'BS', 'L', 'M'] as const;

/** A type by its short name. */
export type TypeName = (typeof TYPES)[number];

/** A value DynamoDB accepts. */
export function randomValue(random: Random, depth = 2): AttributeValue {
  return valueOfType(random, random.pick(TYPES), depth);
}

/** A value of a given type that DynamoDB accepts. */
export function valueOfType(random: Random, type: TypeName, depth = 2): AttributeValue {
  const inner = () => randomValue(random, depth - 1);
  switch (type) {
    case 'S':
      return { S: randomString(random) };
    case 'N':
      return { N: random.pick(NUMBERS) };
    case 'B':
      return { B: Uint8Array.from(random.pick(BYTES)) };
    case 'BOOL':
      return { BOOL: random.oneIn(2) };
    case 'NULL':
      return { NULL: true };
    case 'SS':
      return { SS: [...random.some(STRINGS, 4)] };
    case 'NS':
      return { NS: [...random.some(['0', '1', '-1', '2.50', '10', '1e3', '-0.001', '3'], 4)] };
    case 'BS':
      return { BS: random.some(BYTES, 3).map((bytes) => Uint8Array.from(bytes)) };
    case 'L':
      return { L: depth > 0 ? [...random.list(0, 4, inner)] : [] };
    case 'M':
      return {
        M:
          depth > 0 ? Object.fromEntries(random.some(NAMES, 4).map((name) => [name, inner()])) : {},
      };
  }
}

/** A value that DynamoDB refuses, whatever the table. */
export function invalidValue(random: Random): AttributeValue {
  return random.oneOf<AttributeValue>([
    () => ({ N: random.pick(BAD_NUMBERS) }),
    () => ({ NULL: false }),
    () => ({ SS: [] }),
    () => ({ NS: [] }),
    () => ({ BS: [] }),
    () => ({ SS: ['a', 'b', 'a'] }),
    () => ({ NS: ['1', '2', '1.0'] }),
    () => ({ NS: ['1', random.pick(BAD_NUMBERS)] }),
    () => ({ BS: [Uint8Array.of(1), Uint8Array.of(1)] }),
    () => ({ M: { '': { S: 'x' } } }),
    () => ({ L: [invalidValue(random)] }),
    () => ({ M: { x: invalidValue(random) } }),
    () => nested(32 + random.below(3)),
  ]);
}

/** A text within `depth` lists and maps. */
export function nested(depth: number): AttributeValue {
  let value: AttributeValue = { S: 'deep' };
  for (let level = 0; level < depth; level += 1)
    value = level % 2 ? { L: [value] } : { M: { x: value } };
  return value;
}

function randomString(random: Random): string {
  if (random.oneIn(12)) return 'y'.repeat(300 + random.below(4000));
  return random.pick(STRINGS);
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addNumbers,
  canonicalNumber,
  compareNumbers,
  numberSize,
  sortableNumber,
} from './number.ts';

/** Numbers as whole multiples of 10^-scale, to have something exact to compare with. */
interface Exact {
  readonly units: bigint;
  readonly scale: number;
}

const exact: fc.Arbitrary<Exact> = fc.record({
  units: fc.bigInt({ min: -(10n ** 19n), max: 10n ** 19n }),
  scale: fc.integer({ min: 0, max: 18 }),
});

function spell({ units, scale }: Exact): string {
  return `${units}e-${scale}`;
}

/** Both numbers in the smaller of their units. */
function aligned(a: Exact, b: Exact): [bigint, bigint, number] {
  const scale = Math.max(a.scale, b.scale);
  const of = ({ units, scale: own }: Exact) => units * 10n ** BigInt(scale - own);
  return [of(a), of(b), scale];
}

describe('canonicalNumber', () => {
  it.each([
    ['0', '0'],
    ['-0', '0'],
    ['0e500', '0'],
    ['007', '7'],
    ['+1', '1'],
    ['1.', '1'],
    ['.5', '0.5'],
    ['-.50', '-0.5'],
    ['1E5', '100000'],
    ['12.340', '12.34'],
    ['1e-7', '0.0000001'],
    ['100.50', '100.5'],
    ['9007199254740993', '9007199254740993'],
    ['0.1000000000000000055511151231257827', '0.1000000000000000055511151231257827'],
    ['9.9999999999999999999999999999999999999e125', `${'9'.repeat(38)}${'0'.repeat(88)}`],
    ['1e-130', `0.${'0'.repeat(129)}1`],
  ])('spells %s as %s', (text, spelling) => {
    expect(canonicalNumber(text)).toBe(spelling);
    expect(canonicalNumber(spelling)).toBe(spelling);
  });

  it.each([
    ['', 'cannot be converted into a number'],
    ['abc', 'cannot be converted into a number'],
    [' 1', 'cannot be converted into a number'],
    ['0x1', 'cannot be converted into a number'],
    ['1e', 'cannot be converted into a number'],
    ['Infinity', 'cannot be converted into a number'],
    ['1e126', 'Number overflow'],
    ['-1e126', 'Number overflow'],
    ['1e-131', 'Number underflow'],
    ['9.9e-131', 'Number underflow'],
    [`1${'0'.repeat(38)}1`, 'precision up to 38 digits'],
  ])('refuses %s: %s', (text, message) => {
    expect(() => canonicalNumber(text)).toThrow(message);
  });

  it('is the same for every spelling of a number', () => {
    fc.assert(
      fc.property(exact, fc.integer({ min: 0, max: 5 }), ({ units, scale }, zeros) => {
        const longer = { units: units * 10n ** BigInt(zeros), scale: scale + zeros };
        expect(canonicalNumber(spell(longer))).toBe(canonicalNumber(spell({ units, scale })));
      }),
    );
  });
});

describe('arithmetic and order', () => {
  it('adds and subtracts exactly', () => {
    fc.assert(
      fc.property(exact, exact, fc.boolean(), (a, b, subtract) => {
        const [left, right, scale] = aligned(a, b);
        const expected = canonicalNumber(`${subtract ? left - right : left + right}e-${scale}`);
        const [x, y] = [canonicalNumber(spell(a)), canonicalNumber(spell(b))];
        expect(addNumbers(x, y, { subtract })).toBe(expected);
      }),
    );
  });

  it.each([
    ['0.1', '0.2', '0.3'],
    ['9007199254740992', '1', '9007199254740993'],
    ['9'.repeat(38), '1', `1${'0'.repeat(38)}`],
    ['1e125', '-1e125', '0'],
  ])('%s + %s = %s', (a, b, sum) => {
    expect(addNumbers(canonicalNumber(a), canonicalNumber(b), { subtract: false })).toBe(sum);
  });

  it('refuses a sum that 38 digits cannot hold instead of rounding it', () => {
    const add = (a: string, b: string) => addNumbers(canonicalNumber(a), b, { subtract: false });
    expect(() => add('9'.repeat(38), '0.1')).toThrow('precision up to 38 digits');
    expect(() => add('9e125', canonicalNumber('9e125'))).toThrow('Number overflow');
  });

  it('orders numbers, and their bytes as keys, by value', () => {
    fc.assert(
      fc.property(exact, exact, (a, b) => {
        const [left, right] = aligned(a, b);
        const order = left < right ? -1 : left > right ? 1 : 0;
        const [x, y] = [canonicalNumber(spell(a)), canonicalNumber(spell(b))];
        expect(Math.sign(compareNumbers(x, y))).toBe(order);
        expect(Buffer.compare(sortableNumber(x), sortableNumber(y))).toBe(order);
      }),
    );
  });
});

describe('numberSize', () => {
  // Measured on DynamoDB Local, as the SizeBytes of stream records.
  it.each([
    ['0', 1],
    ['1', 2],
    ['-1', 3],
    ['100', 2],
    ['123', 3],
    ['12345', 4],
    ['0.01', 2],
    ['1.5', 3],
    ['100.5', 4],
    ['-100.5', 5],
    ['1e125', 2],
    ['12345678901234567890123456789012345678', 20],
    ['-12345678901234567890123456789012345678', 21],
  ])('of %s is %i bytes', (text, bytes) => {
    expect(numberSize(canonicalNumber(text))).toBe(bytes);
  });
});

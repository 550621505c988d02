import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDecimal, parseDecimal, readDecimal } from './decimal.ts';

describe('decimal', () => {
  it.each([
    [0.1, '0.1'],
    ['29.33', '29.33'],
    [-1.5, '-1.5'],
    ['1e3', '1000'],
    [1e-7, '0'],
    ['0.0000005', '0.000001'],
    ['-0.0000005', '-0.000001'],
    [123456789012345, '123456789012345'],
  ])('reads %s as %s', (input, text) => {
    expect(formatDecimal(parseDecimal(input) ?? -1n)).toBe(text);
  });

  it.each([
    Number.NaN,
    Number.POSITIVE_INFINITY,
    '',
    'abc',
    '1.',
    '.5',
    '0x10',
    ' 1',
    null,
    true,
    {},
    '1e999',
    1e15,
    -1e15,
  ])('refuses %s', (input) => {
    expect(parseDecimal(input)).toBeUndefined();
  });

  it('adds what floating point can’t', () => {
    const sum = (parseDecimal(0.1) ?? 0n) + (parseDecimal(0.2) ?? 0n);
    expect(formatDecimal(sum)).toBe('0.3');
  });

  it('throws on stored text that is no decimal', () => {
    for (const text of ['', 'x', '1e5', '0.1234567'])
      expect(() => readDecimal(text)).toThrow(SyntaxError);
  });

  it('reads back every decimal it prints', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 29n), max: 10n ** 37n }), (value) => {
        expect(readDecimal(formatDecimal(value))).toBe(value);
      }),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { repeatsKey } from './repeats-key.ts';
import { scanValue } from './scan-value.ts';

function isRepeating(text: string): boolean {
  const scan = scanValue(text, 0);
  if (scan === undefined) throw new Error('text cannot be scanned');
  return repeatsKey(JSON.parse(text), scan);
}

/** JSON text from named pairs, which may repeat a name, and what it says of itself. */
interface Text {
  readonly text: string;
  readonly repeats: boolean;
}

const name = fc.oneof(
  fc.constantFrom('a', 'b', '\u0061', '__proto__', 'constructor', '0', ':', '{"'),
  fc.string({ unit: 'binary', maxLength: 3 }),
);
const { value: jsonText } = fc.letrec<{ value: Text }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.jsonValue({ maxDepth: 0 }).map((value) => ({ text: JSON.stringify(value), repeats: false })),
    fc.array(tie('value'), { maxLength: 4 }).map((items) => ({
      text: `[${items.map(({ text }) => text).join(',')}]`,
      repeats: items.some(({ repeats }) => repeats),
    })),
    fc.array(fc.tuple(name, tie('value')), { maxLength: 4 }).map((pairs) => ({
      text: `{${pairs.map(([key, { text }]) => `${JSON.stringify(key)}:${text}`).join(',')}}`,
      repeats:
        new Set(pairs.map(([key]) => key)).size !== pairs.length ||
        pairs.some(([, { repeats }]) => repeats),
    })),
  ),
}));

describe('repeatsKey', () => {
  it('is true exactly where an object at any depth has a key twice', () => {
    const seen = { true: 0, false: 0 };
    fc.assert(
      fc.property(jsonText, ({ text, repeats }) => {
        seen[`${repeats}`] += 1;
        expect(isRepeating(text)).toBe(repeats);
      }),
      { numRuns: 5000 },
    );
    expect(Math.min(seen.true, seen.false)).toBeGreaterThan(100);
  });

  it.each([
    ['{"traits":{"email":"a","email":"b"}}', true],
    ['[[{"a":1,"\\u0061":2}]]', true],
    ['{"a":{"x":1,"y":2},"a":{}}', true],
    ['{"__proto__":1,"__proto__":2}', true],
    ['{"a":{"a":{"a":1}},"b":[{"a":1},{"a":2}]}', false],
  ])('of %s is %s', (text, expected) => expect(isRepeating(text)).toBe(expected));
});

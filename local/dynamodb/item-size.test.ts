import { describe, expect, it } from 'vitest';
import type { AttributeValue } from './attribute-value.ts';
import { itemSize, valueSize } from './item-size.ts';

describe('valueSize', () => {
  const cases: readonly (readonly [AttributeValue, number])[] = [
    [{ S: '' }, 0],
    [{ S: 'é€😀' }, 9],
    [{ N: '100.5' }, 4],
    [{ B: 'YWJj' }, 3],
    [{ BOOL: true }, 1],
    [{ NULL: true }, 1],
    [{ SS: ['a', 'bb'] }, 3],
    [{ NS: ['1', '2', '333'] }, 7],
    [{ BS: ['YQ==', 'YWI='] }, 3],
    [{ L: [] }, 3],
    [{ L: [{ S: 'a' }, { S: 'b' }] }, 7],
    [{ M: {} }, 3],
    [{ M: { a: { S: 'b' }, cc: { N: '1' } } }, 11],
    [{ L: [{ L: [] }] }, 7],
  ];

  it.each(cases)('of %j is %i bytes', (value, bytes) => {
    expect(valueSize(value)).toBe(bytes);
  });
});

describe('itemSize', () => {
  it('counts the names of attributes in UTF-8 and their values', () => {
    expect(itemSize({ pk: { S: 'a' }, ünï: { N: '12' } })).toBe(2 + 1 + 5 + 2);
  });
});

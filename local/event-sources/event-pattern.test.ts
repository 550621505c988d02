import { describe, expect, it } from 'vitest';
import { compilePattern } from './event-pattern.ts';

const event = {
  eventName: 'MODIFY',
  empty: null,
  size: 12.5,
  tags: ['red', 'green'],
  dynamodb: { NewImage: { o: { S: '1' }, n: { N: '7' } }, Keys: { pk: { S: 'a#1' } } },
};

describe('compilePattern', () => {
  it.each<[string, unknown, boolean]>([
    ['a value of the list', { eventName: ['INSERT', 'MODIFY'] }, true],
    ['no value of the list', { eventName: ['INSERT'] }, false],
    ['a nested value', { dynamodb: { NewImage: { o: { S: ['1'] } } } }, true],
    ['a nested value of another type', { dynamodb: { NewImage: { o: { S: [1] } } } }, false],
    ['a nested value that is missing', { dynamodb: { OldImage: { o: { S: ['1'] } } } }, false],
    ['all of several fields', { eventName: ['MODIFY'], size: [12.5] }, true],
    ['one of several fields only', { eventName: ['MODIFY'], size: [1] }, false],
    ['null', { empty: [null] }, true],
    ['null where there is nothing', { absent: [null] }, false],
    ['an element of an array', { tags: ['green'] }, true],
    ['exists: true', { size: [{ exists: true }] }, true],
    ['exists: true of nothing', { absent: [{ exists: true }] }, false],
    ['exists: false of nothing', { absent: [{ exists: false }] }, true],
    ['exists: false below nothing', { absent: { deep: [{ exists: false }] } }, true],
    ['exists: false of something', { size: [{ exists: false }] }, false],
    ['a prefix', { dynamodb: { Keys: { pk: { S: [{ prefix: 'a#' }] } } } }, true],
    ['another prefix', { dynamodb: { Keys: { pk: { S: [{ prefix: 'b#' }] } } } }, false],
    ['a suffix', { eventName: [{ suffix: 'FY' }] }, true],
    ['a different case', { eventName: [{ 'equals-ignore-case': 'modify' }] }, true],
    ['a numeric range', { size: [{ numeric: ['>', 10, '<=', 12.5] }] }, true],
    ['a numeric range it is outside of', { size: [{ numeric: ['>', 12.5] }] }, false],
    ['a numeric test of a text', { eventName: [{ numeric: ['>', 0] }] }, false],
    ['anything but a value', { eventName: [{ 'anything-but': 'INSERT' }] }, true],
    ['anything but this value', { eventName: [{ 'anything-but': ['MODIFY', 'X'] }] }, false],
    ['anything but a prefix', { eventName: [{ 'anything-but': { prefix: 'MOD' } }] }, false],
    ['anything but, of nothing', { absent: [{ 'anything-but': 'x' }] }, false],
    ['$or with one side', { $or: [{ size: [1] }, { eventName: ['MODIFY'] }] }, true],
    ['$or with no side', { $or: [{ size: [1] }, { eventName: ['X'] }] }, false],
    ['$or and another field', { size: [1], $or: [{ eventName: ['MODIFY'] }] }, false],
  ])('answers %s', (_, pattern, expected) => {
    expect(compilePattern(pattern)(event)).toBe(expected);
  });

  it.each([
    { a: [{ wildcard: '*' }] },
    { a: [{ cidr: '10.0.0.0/8' }] },
    { a: [{ prefix: 'a', suffix: 'b' }] },
    { a: [{ prefix: 1 }] },
    { a: [{ exists: 'yes' }] },
    { a: [{ numeric: ['~', 1] }] },
    { a: [{ numeric: ['>'] }] },
    { a: 'text' },
    ['a'],
  ])('fails on a pattern it cannot read: %j', (pattern) => {
    expect(() => compilePattern(pattern)).toThrow();
  });
});

import { describe, expect, it } from 'vitest';
import { normalizeIdentifier, parseIdentifierType } from './identifier.ts';
import { DEFAULT_IDENTITY_RULES } from './identity-rules.ts';

describe('normalizeIdentifier', () => {
  it.each([
    ['userId', ' Abc ', 'Abc'],
    ['userId', 42, '42'],
    ['userId', 'e\u0301', '\u00e9'],
    ['email', ' Jane@X.COM', 'jane@x.com'],
    ['phone', '+44 (20) 7946-0018', '+442079460018'],
  ] as const)('brings %s %j to %j', (type, raw, value) => {
    expect(normalizeIdentifier(type, raw)).toBe(value);
  });

  it.each([
    ['userId', ''],
    ['userId', '   '],
    ['userId', { id: 1 }],
    ['userId', 2 ** 53],
    ['userId', 'lone \ud800'],
    ['userId', 'zero\u200bwidth'],
    ['userId', 'nul\u0000'],
    ['userId', 'x'.repeat(257)],
    ['email', 'nobody'],
    ['email', 'two@at@signs'],
    ['phone', '020 7946 0018'],
  ] as const)('finds nobody in %s %j', (type, raw) => {
    expect(normalizeIdentifier(type, raw)).toBeUndefined();
  });

  it('reads type names of both spellings', () => {
    expect(['userId', 'user_id', 'anonymous_id', 'nope'].map(parseIdentifierType)).toEqual([
      'userId',
      'userId',
      'anonymousId',
      undefined,
    ]);
  });
});

describe('blocked values', () => {
  it.each([
    'null',
    'Undefined',
    '[object Object]',
    'anonymous',
    '0',
    '0000-0000',
    '-',
    '-1',
    'N/A',
  ])('%s identifies nobody', (value) => {
    expect(DEFAULT_IDENTITY_RULES.isBlocked({ type: 'userId', value })).toBe(true);
  });

  it('lets ordinary values through', () => {
    expect(DEFAULT_IDENTITY_RULES.isBlocked({ type: 'userId', value: '1001' })).toBe(false);
  });
});

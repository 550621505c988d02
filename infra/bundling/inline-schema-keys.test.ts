import { describe, expect, it } from 'vitest';
import { withLiteralKeys } from './inline-schema-keys.ts';

describe('withLiteralKeys', () => {
  it('writes string constants in place of the computed keys that name them', () => {
    const source = 'const _hH = "httpHeader";\nexport var A$ = [0, { [_hH]: "x-amz" }];';
    expect(withLiteralKeys(source)).toContain('{ "httpHeader": "x-amz" }');
  });

  it('leaves computed keys alone that are not string constants of the file', () => {
    const source = 'const _n = 1 + 1;\nexport var A$ = { [_n]: 1, [_other]: 2 };';
    expect(withLiteralKeys(source)).toBe(source);
  });
});

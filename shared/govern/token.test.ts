import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { credentialText } from './credential-text.ts';
import { mintToken } from './mint-token.ts';
import { formatToken, parseToken, StoredToken, tokenMatches } from './token.ts';

function aToken() {
  const { text, write } = mintToken(
    { name: 'admin', scopes: ['admin:read'] },
    { at: '2026-01-01T00:00:00.000Z', random: randomBytes },
  );
  if (write.op !== 'create') throw new Error('minting creates');
  return { text, record: write.record, stored: StoredToken.parse(write.record), id: write.id };
}

describe('admin tokens', () => {
  it('are read back as they were written', () => {
    const { text, id } = aToken();
    const parsed = parseToken(text);
    expect(parsed?.id).toBe(id);
    expect(parsed && formatToken(parsed)).toBe(text);
  });

  it('match by their secret only', () => {
    const [a, b] = [aToken(), aToken()];
    expect(tokenMatches(a.stored, parseToken(a.text)?.secret ?? '')).toBe(true);
    expect(tokenMatches(a.stored, parseToken(b.text)?.secret ?? '')).toBe(false);
    expect(tokenMatches(a.stored, '')).toBe(false);
    expect(tokenMatches(undefined, parseToken(a.text)?.secret ?? '')).toBe(false);
  });

  it('are stored without their secret', () => {
    const { text, record } = aToken();
    expect(JSON.stringify(record)).not.toContain(parseToken(text)?.secret);
  });

  it.each(['', 'tat_', 'tat_x_y', 'wk_sec_0123456789abcdef0123456789abcdef', 'tat_abcdefgh_é'])(
    'are not %j',
    (text) => {
      expect(parseToken(text)).toBeUndefined();
    },
  );
});

describe('credentialText', () => {
  it('gives each of its 32 characters for eight byte values', () => {
    const text = credentialText(256, () => Uint8Array.from({ length: 256 }, (_, byte) => byte));
    const counts = new Map<string, number>();
    for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
    expect(counts.size).toBe(32);
    expect(new Set(counts.values())).toEqual(new Set([8]));
  });
});

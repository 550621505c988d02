import { describe, expect, it } from 'vitest';
import { MemoryConfig } from '../../test/builders/memory-config.ts';
import { requireScope } from '../govern/principal.ts';
import { cachedTokenStore } from '../stores/cached-token-store.ts';
import { authenticate } from './authenticate.ts';

describe('authenticate', () => {
  it('names the principal of a token, whatever the case of the scheme', async () => {
    const tokens = new MemoryConfig();
    const token = tokens.addToken(['profiles:read'], 'ada');
    for (const authorization of [`Bearer ${token}`, `bearer  ${token}`]) {
      expect(await authenticate({ authorization, tokens })).toEqual({
        name: 'ada',
        scopes: ['profiles:read'],
      });
    }
  });

  it.each([
    ['nothing', undefined],
    ['an empty header', ''],
    ['a write key as bearer', 'Bearer wk_sec_0123456789abcdef0123456789abcdef'],
    ['a write key as basic', `Basic ${Buffer.from('wk_sec_0123:').toString('base64')}`],
    ['a token as basic', 'Basic tat_0123456789_0123456789012345678901234567890123456789'],
    ['an unknown token', 'Bearer tat_zzzzzzzzzz_0123456789012345678901234567890123456789'],
  ])('refuses %s with 401', async (_, authorization) => {
    const tokens = new MemoryConfig();
    tokens.addToken(['profiles:read']);
    await expect(authenticate({ authorization, tokens })).rejects.toMatchObject({ status: 401 });
  });

  it('says the same of an unknown id and of a wrong secret', async () => {
    const tokens = new MemoryConfig();
    const token = tokens.addToken(['profiles:read']);
    const wrongSecret = `${token.slice(0, -1)}z`;
    const wrongId = token.replace('tat_', 'tat_z');
    const failures = await Promise.all(
      [wrongSecret, wrongId].map((text) =>
        authenticate({ authorization: `Bearer ${text}`, tokens }).catch((error) => error.message),
      ),
    );
    expect(failures).toEqual(['token is not known', 'token is not known']);
  });
});

describe('requireScope', () => {
  it('refuses a principal without the scope with 403', () => {
    const principal = { name: 'ada', scopes: ['admin:read'] as const };
    expect(() => requireScope(principal, 'admin:read')).not.toThrow();
    expect(() => requireScope(principal, 'admin:write')).toThrow(
      expect.objectContaining({ status: 403, code: 'forbidden' }),
    );
  });
});

describe('cachedTokenStore', () => {
  it('accepts a token for 30 s after it was read, and no longer', async () => {
    const config = new MemoryConfig();
    const token = config.addToken(['admin:read']);
    const id = token.split('_')[1] ?? '';
    let now = 0;
    let reads = 0;
    const findToken = (asked: string) => {
      reads += 1;
      return config.findToken(asked);
    };
    const tokens = cachedTokenStore({ findToken }, { now: () => now });
    await tokens.findToken(id);
    await config.commit({
      writes: [{ op: 'delete', kind: 'token', id }],
      audit: { v: 1, at: '', principal: '', action: '', resource: '', requestId: '' },
    });
    now = 29_999;
    expect(await tokens.findToken(id)).toBeDefined();
    expect(reads).toBe(1);
    now = 30_000;
    expect(await tokens.findToken(id)).toBeUndefined();
    expect(reads).toBe(2);
  });

  it('looks again for what it did not find', async () => {
    const config = new MemoryConfig();
    const tokens = cachedTokenStore(config, { now: () => 0 });
    const id = new MemoryConfig().addToken([]).split('_')[1] ?? '';
    expect(await tokens.findToken(id)).toBeUndefined();
    config.addToken([]);
    expect(await tokens.findToken(id)).toBeDefined();
  });
});

import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { SCOPES } from '../../shared/govern/scopes.ts';
import { authenticate } from '../../shared/http/authenticate.ts';
import { sha256Hex } from '../../shared/kernel/hash.ts';
import { MemoryConfig } from '../../test/builders/memory-config.ts';
import { bootstrap } from './bootstrap.ts';

const AT = '2026-01-01T00:00:00.000Z';

function aWorkspace() {
  const config = new MemoryConfig();
  const clock = { now: () => Date.parse(AT) };
  const stores = { tokens: config, changes: config, clock, random: randomBytes };
  let invocations = 0;
  const invoke = (payload: unknown) => {
    invocations += 1;
    return bootstrap(payload, { ...stores, requestId: `invocation-${invocations}` });
  };
  const whoIs = (token: string | undefined) =>
    authenticate({ authorization: `Bearer ${token}`, tokens: config });
  return { config, invoke, whoIs };
}

describe('bootstrap', () => {
  it('creates an admin token with all scopes', async () => {
    const { invoke, whoIs } = aWorkspace();
    const { adminToken } = await invoke({});
    expect(await whoIs(adminToken)).toEqual({ name: 'admin', scopes: [...SCOPES] });
  });

  it('creates a public and a secret source with a write key each, as the collector reads them', async () => {
    const { invoke, config } = aWorkspace();
    const { publicWriteKey = '', secretWriteKey = '' } = await invoke({});
    expect(publicWriteKey).toMatch(/^wk_pub_[0-9a-z]{24}$/);
    expect(secretWriteKey).toMatch(/^wk_sec_[0-9a-z]{32}$/);
    expect(config.record(`write_key/${sha256Hex(publicWriteKey)}`)).toEqual({
      v: 1,
      sourceId: 'default-web',
      kind: 'public',
      trust: 'standard',
      name: 'Default web',
    });
    expect(config.record(`write_key/${sha256Hex(secretWriteKey)}`)).toEqual({
      v: 1,
      sourceId: 'default-server',
      kind: 'secret',
      trust: 'trusted',
      name: 'Default server',
    });
    expect(config.record('source/default-web')).toEqual({
      v: 1,
      sourceId: 'default-web',
      name: 'Default web',
      kind: 'public',
      trust: 'standard',
      createdAt: AT,
      rev: 1,
    });
  });

  it('stores no credential, only hashes', async () => {
    const { invoke, config } = aWorkspace();
    const { adminToken = '', publicWriteKey = '', secretWriteKey = '' } = await invoke({});
    const stored = config.dump();
    for (const text of [adminToken.split('_')[2], publicWriteKey, secretWriteKey]) {
      expect(text?.length).toBeGreaterThanOrEqual(24);
      expect(stored).not.toContain(text);
    }
  });

  it('refuses a second time, and changes nothing', async () => {
    const { invoke, config, whoIs } = aWorkspace();
    const { adminToken } = await invoke({});
    const before = config.dump();
    for (const payload of [{}, undefined, { rotateToken: false }]) {
      await expect(invoke(payload)).rejects.toMatchObject({ code: 'already_bootstrapped' });
    }
    expect(config.dump()).toBe(before);
    expect(await whoIs(adminToken)).toBeDefined();
  });

  it('replaces the admin token and revokes the old one', async () => {
    const { invoke, whoIs, config } = aWorkspace();
    const first = await invoke({});
    const other = config.addToken(['admin:read'], 'somebody else');
    const second = await invoke({ rotateToken: true });
    expect(second).toEqual({ adminToken: expect.stringMatching(/^tat_/) });
    expect(await whoIs(second.adminToken)).toMatchObject({ name: 'admin' });
    await expect(whoIs(first.adminToken)).rejects.toMatchObject({ status: 401 });
    expect(await whoIs(other)).toBeDefined();
  });

  it('adds write keys and keeps the old ones and the token', async () => {
    const { invoke, config, whoIs } = aWorkspace();
    const first = await invoke({});
    const second = await invoke({ addWriteKeys: true });
    expect(second.adminToken).toBeUndefined();
    expect(second.secretWriteKey).not.toBe(first.secretWriteKey);
    for (const key of [first.secretWriteKey, second.secretWriteKey, second.publicWriteKey]) {
      expect(config.record(`write_key/${sha256Hex(key ?? '')}`)).toBeDefined();
    }
    expect(await whoIs(first.adminToken)).toBeDefined();
  });

  it('has nothing to replace in a new workspace', async () => {
    const { invoke } = aWorkspace();
    await expect(invoke({ rotateToken: true })).rejects.toMatchObject({ code: 'not_bootstrapped' });
  });

  it('refuses a payload it does not know', async () => {
    const { invoke } = aWorkspace();
    for (const payload of [{ rotate: true }, 'x', [], { rotateToken: 'yes' }]) {
      await expect(invoke(payload)).rejects.toMatchObject({ code: 'invalid_bootstrap_input' });
    }
  });

  it('leaves an audit entry per change', async () => {
    const { invoke, config } = aWorkspace();
    await invoke({});
    await invoke({ rotateToken: true });
    expect(
      config.audit.map(({ principal, action, requestId }) => [principal, action, requestId]),
    ).toEqual([
      ['operator', 'workspace.bootstrap', 'invocation-1'],
      ['operator', 'workspace.replace_credentials', 'invocation-2'],
    ]);
  });
});

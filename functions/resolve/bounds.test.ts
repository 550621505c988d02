import { describe, expect, it } from 'vitest';
import { aMessageOf, anOrder } from '../../test/builders/own-message.ts';
import { aResolver } from '../../test/builders/resolver.ts';
import { resolve } from './resolve.ts';

describe('resolve, within bounds', () => {
  it('stays small and counts once when a machine invents an anonymousId for every message', async () => {
    const { store, dependencies, record } = aResolver();
    const messages = Array.from({ length: 300 }, (_, n) =>
      anOrder({ userId: 'u', anonymousId: `invented-${n}` }, 1),
    );
    const records = messages.map((message) => record(message));
    await resolve(records, dependencies);
    await resolve(records, dependencies);
    const [profile] = store.roots();
    expect(profile?.computed.get('order_count')?.value).toBe(300_000_000n);
    expect(profile?.marks.size).toBe(32);
    expect(profile?.identifiers.size).toBe(101);
  });

  it('writes in between when one batch holds thousands of one person’s messages', async () => {
    const { store, writes, dependencies, record } = aResolver();
    const many = Array.from({ length: 5_000 }, () => anOrder({ userId: 'u' }, 1));
    const records = [record(...many.slice(0, 2_500)), record(...many.slice(2_500))];
    await resolve(records, dependencies);
    expect(writes).toHaveLength(3);
    await resolve([record(...many)], dependencies);
    expect(store.roots()[0]?.computed.get('order_count')?.value).toBe(5_000_000_000n);
    for (const { after } of writes) expect(after.ring.recent.length).toBeLessThan(2_100);
  });

  it('settles the one message whose profile can’t be stored, and applies the rest of its person', async () => {
    const { store, decisions, dependencies, record } = aResolver();
    const commit = store.commit;
    store.commit = async (change) =>
      change.after.traits.has('poison') ? 'unstorable' : commit(change);
    const poison = aMessageOf({ userId: 'u', traits: { poison: 1 } }, { type: 'identify' });
    const batch = [anOrder({ userId: 'u' }, 1), poison, anOrder({ userId: 'u' }, 2)];
    expect(await resolve([record(...batch)], dependencies)).toEqual([]);
    expect(store.roots()[0]?.computed.get('revenue')?.value).toBe(3_000_000n);
    expect(decisions.map(({ outcome }) => outcome)).toEqual(['applied', 'unstorable', 'applied']);
  });

  it('keeps a profile within its budget, whatever traits are stated and merged', async () => {
    const { store, dependencies, record } = aResolver();
    const junk = (from: number) =>
      Object.fromEntries(Array.from({ length: 900 }, (_, n) => [`junk-${from}-${n}`, null]));
    for (let n = 0; n < 12; n += 1) {
      const visitor = { anonymousId: `a${n}`, traits: { ...junk(n), big: 'x'.repeat(30_000) } };
      await resolve([record(aMessageOf(visitor, { type: 'identify' }))], dependencies);
    }
    for (let n = 0; n < 12; n += 1) {
      const login = aMessageOf({ anonymousId: `a${n}`, userId: 'u' }, { type: 'identify' });
      await resolve([record(login)], dependencies);
    }
    const [profile, ...others] = store.roots();
    expect(others).toEqual([]);
    expect(JSON.stringify([...(profile?.traits ?? [])]).length).toBeLessThan(80_000);
  });

  it('merges more devices in one batch than one transaction holds', async () => {
    const { store, writes, dependencies, record } = aResolver();
    const devices = Array.from({ length: 90 }, (_, device) => `d${device}`);
    for (const anonymousId of devices)
      await resolve([record(anOrder({ anonymousId }, 1))], dependencies);
    writes.length = 0;
    const logins = devices.map((anonymousId) =>
      record(aMessageOf({ anonymousId, userId: 'u' }, { type: 'identify' })),
    );
    await resolve(logins, dependencies);
    expect(store.roots()).toHaveLength(1);
    expect(store.roots()[0]?.computed.get('order_count')?.value).toBe(90_000_000n);
    for (const { added, absorbed } of writes) {
      expect(1 + added.length + 2 * absorbed.length).toBeLessThanOrEqual(100);
    }
  });
});

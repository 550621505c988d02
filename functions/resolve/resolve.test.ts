import { describe, expect, it } from 'vitest';
import { aMessageOf, anOrder } from '../../test/builders/own-message.ts';
import { aComputedTrait, aResolver } from '../../test/builders/resolver.ts';
import { resolve } from './resolve.ts';

describe('resolve', () => {
  it('creates one profile for a new visitor with one write, however many messages the batch has', async () => {
    const { store, writes, dependencies, record } = aResolver();
    await resolve(
      [record(anOrder({ anonymousId: 'a' }, 1), anOrder({ anonymousId: 'a' }, 2))],
      dependencies,
    );
    expect(store.roots()).toHaveLength(1);
    expect(writes).toHaveLength(1);
    expect(store.roots()[0]?.computed.get('revenue')?.value).toBe(3_000_000n);
  });

  it('writes nothing for an event that changes nothing', async () => {
    const { writes, dependencies, record } = aResolver();
    await resolve([record(aMessageOf({ anonymousId: 'a', event: 'Seen' }))], dependencies);
    await resolve([record(aMessageOf({ anonymousId: 'a', event: 'Seen' }))], dependencies);
    expect(writes).toHaveLength(1);
  });

  it('merges a visitor into the customer who logs in, and adds their counts', async () => {
    const { store, decisions, dependencies, record } = aResolver();
    await resolve([record(anOrder({ userId: 'u' }, 10))], dependencies);
    await resolve([record(anOrder({ anonymousId: 'a' }, 5))], dependencies);
    const login = aMessageOf(
      { anonymousId: 'a', userId: 'u', traits: { plan: 'pro' } },
      { type: 'identify' },
    );
    await resolve([record(login)], dependencies);
    const [profile, ...others] = store.roots();
    expect(others).toEqual([]);
    expect([...(profile?.identifiers.keys() ?? [])].sort()).toEqual(['anonymousId:a', 'userId:u']);
    expect(profile?.computed.get('revenue')?.value).toBe(15_000_000n);
    expect(profile?.traits.get('plan')?.value).toBe('pro');
    expect(profile?.announcements).toEqual([
      { type: 'merged', absorbed: decisions[1]?.profileId, mergeId: expect.any(String) },
    ]);
  });

  it('folds a whole journey in one batch into one create without a merge', async () => {
    const { store, writes, decisions, dependencies, record } = aResolver();
    const journey = [
      aMessageOf({ anonymousId: 'a' }, { type: 'page' }),
      aMessageOf({ anonymousId: 'a', userId: 'u' }, { type: 'identify' }),
      anOrder({ userId: 'u' }, 3),
    ];
    await resolve([record(...journey)], dependencies);
    expect(writes).toHaveLength(1);
    expect(store.merges()).toEqual([]);
    expect(new Set(decisions.map(({ profileId }) => profileId)).size).toBe(1);
  });

  it('keeps two customers on one shared device apart', async () => {
    const { store, decisions, dependencies, record } = aResolver();
    for (const userId of ['kevin', 'nora', 'kevin']) {
      const login = aMessageOf({ anonymousId: 'ipad', userId }, { type: 'identify' });
      await resolve([record(login)], dependencies);
    }
    const owners = store.roots().map(({ identifiers }) => [...identifiers.keys()].sort());
    expect(owners).toEqual([['anonymousId:ipad', 'userId:kevin'], ['userId:nora']]);
    expect(decisions[1]?.refused).toEqual([
      { identifier: { type: 'anonymousId', value: 'ipad' }, reason: 'known-to-another' },
    ]);
  });

  it('starts a computed trait over when it is deleted and made anew under the same key', async () => {
    const { store, dependencies, record } = aResolver();
    const trait = aComputedTrait('orders', { type: 'count', event: 'Order Completed' });
    for (const createdAt of [
      '2026-01-01T00:00:00Z',
      '2026-01-01T00:00:00Z',
      '2026-02-01T00:00:00Z',
    ]) {
      const computedTraits = async () => [{ ...trait, createdAt }];
      await resolve([record(anOrder({ userId: 'u' }, 1))], { ...dependencies, computedTraits });
    }
    expect(store.roots()[0]?.computed.get('orders')?.value).toBe(1_000_000n);
  });

  it('ignores values that identify nobody', async () => {
    const { store, decisions, dependencies, record } = aResolver();
    await resolve([record(anOrder({ userId: 'null', anonymousId: 'undefined' }, 1))], dependencies);
    expect(store.roots()).toEqual([]);
    expect(decisions[0]).toMatchObject({
      outcome: 'unattributed',
      blocked: ['userId:null', 'anonymousId:undefined'],
    });
  });

  it('verifies an e-mail once a trusted source states it', async () => {
    const { store, dependencies, record } = aResolver();
    for (const trust of ['standard', 'trusted'] as const) {
      const body = { userId: 'u', traits: { email: 'ada@example.com' } };
      await resolve([record(aMessageOf(body, { type: 'identify', trust }))], dependencies);
      const email = store.roots()[0]?.identifiers.get('email:ada@example.com');
      expect(email?.unverified).toBe(trust === 'standard');
    }
  });
});

import { describe, expect, it } from 'vitest';
import type { Envelope } from '../../shared/collect/envelope.ts';
import { anEnvelope } from '../../test/builders/envelope.ts';
import { aComputedTrait, aResolver, RESOLVED_AT } from '../../test/builders/resolver.ts';
import { resolve } from './resolve.ts';

let messages = 0;

/** A message of its own: the next id, a second after the one before, in its visitor's partition. */
function aMessageOf(body: Record<string, unknown>, given: Partial<Envelope> = {}): Envelope {
  messages += 1;
  const originalTimestamp = RESOLVED_AT + messages * 1000;
  return anEnvelope(
    {
      messageId: `m${messages}`,
      timestamp: new Date(originalTimestamp).toISOString(),
      originalTimestamp,
      partition: String(body.anonymousId ?? body.userId),
      ...given,
    },
    body,
  );
}

const order = (ids: Record<string, string>, revenue: number) =>
  aMessageOf({ ...ids, event: 'Order Completed', properties: { revenue } });

describe('resolve', () => {
  it('creates one profile for a new visitor with one write, however many messages the batch has', async () => {
    const { store, writes, dependencies, record } = aResolver();
    await resolve(
      [record(order({ anonymousId: 'a' }, 1), order({ anonymousId: 'a' }, 2))],
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

  it('counts a redelivered record once', async () => {
    const { store, decisions, dependencies, record } = aResolver();
    const again = record(order({ anonymousId: 'a' }, 5), order({ anonymousId: 'a' }, 7));
    await resolve([again], dependencies);
    await resolve([again, record(order({ anonymousId: 'a' }, 1))], dependencies);
    expect(store.roots()[0]?.computed.get('order_count')?.value).toBe(3_000_000n);
    expect(decisions.map(({ outcome }) => outcome)).toEqual([
      'applied',
      'applied',
      'redelivered',
      'redelivered',
      'applied',
    ]);
  });

  it('counts a resend once, even when thousands of messages lie between', async () => {
    const { store, decisions, dependencies, record } = aResolver();
    const first = Array.from({ length: 300 }, () => order({ userId: 'u' }, 1));
    for (const envelope of first) await resolve([record(envelope)], dependencies);
    for (const envelope of first.toReversed()) await resolve([record(envelope)], dependencies);
    expect(store.roots()[0]?.computed.get('order_count')?.value).toBe(300_000_000n);
    expect(decisions.filter(({ outcome }) => outcome === 'duplicate')).toHaveLength(300);
  });

  it('merges a visitor into the customer who logs in, and adds their counts', async () => {
    const { store, decisions, dependencies, record } = aResolver();
    await resolve([record(order({ userId: 'u' }, 10))], dependencies);
    await resolve([record(order({ anonymousId: 'a' }, 5))], dependencies);
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
      order({ userId: 'u' }, 3),
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

  it('writes a device’s alternating owners in order inside one batch', async () => {
    const { store, writes, dependencies, record } = aResolver();
    await resolve([record(order({ anonymousId: 'ipad', userId: 'kevin' }, 1))], dependencies);
    await resolve([record(order({ userId: 'nora' }, 1))], dependencies);
    writes.length = 0;
    const alternating = ['kevin', 'nora', 'kevin'].map((userId) =>
      record(order({ anonymousId: 'ipad', userId }, 1)),
    );
    await resolve(alternating, dependencies);
    expect(writes.map(({ after }) => after.profileId)).toHaveLength(3);
    const counts = store.roots().map(({ computed }) => computed.get('order_count')?.value);
    expect(counts).toEqual([3_000_000n, 2_000_000n]);
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
      await resolve([record(order({ userId: 'u' }, 1))], { ...dependencies, computedTraits });
    }
    expect(store.roots()[0]?.computed.get('orders')?.value).toBe(1_000_000n);
  });

  it('finds a resend in the pages of a profile absorbed in the same batch', async () => {
    const { store, dependencies, record, take } = aResolver();
    const known = Array.from({ length: 100 }, () => order({ userId: 'u' }, 1));
    const strangers = Array.from({ length: 100 }, () => order({ anonymousId: 'a' }, 1));
    await take(...known, ...strangers);
    const login = aMessageOf({ anonymousId: 'a', userId: 'u' }, { type: 'identify' });
    const resends = [known[0], login, strangers[0]].flatMap((envelope) =>
      envelope ? [record(envelope)] : [],
    );
    await resolve(resends, dependencies);
    expect(store.roots()[0]?.computed.get('order_count')?.value).toBe(200_000_000n);
  });

  it('stays small and counts once when a machine invents an anonymousId for every message', async () => {
    const { store, dependencies, record } = aResolver();
    const messages = Array.from({ length: 300 }, (_, n) =>
      order({ userId: 'u', anonymousId: `invented-${n}` }, 1),
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
    const many = Array.from({ length: 5_000 }, () => order({ userId: 'u' }, 1));
    const records = [record(...many.slice(0, 2_500)), record(...many.slice(2_500))];
    await resolve(records, dependencies);
    expect(writes).toHaveLength(3);
    await resolve([record(...many)], dependencies);
    expect(store.roots()[0]?.computed.get('order_count')?.value).toBe(5_000_000_000n);
    for (const { after } of writes) expect(after.ring.recent.length).toBeLessThan(2_100);
  });

  it('ignores values that identify nobody', async () => {
    const { store, decisions, dependencies, record } = aResolver();
    await resolve([record(order({ userId: 'null', anonymousId: 'undefined' }, 1))], dependencies);
    expect(store.roots()).toEqual([]);
    expect(decisions[0]).toMatchObject({
      outcome: 'unattributed',
      blocked: ['userId:null', 'anonymousId:undefined'],
    });
  });

  it('asks for a person’s records again when the store fails, and for nobody else’s', async () => {
    const { store, dependencies, record } = aResolver();
    const commit = store.commit;
    store.commit = async (change) => {
      if (change.after.identifiers.has('userId:unlucky')) throw new Error('throttled');
      return commit(change);
    };
    const records = [
      record(order({ userId: 'lucky' }, 1)),
      record(order({ userId: 'unlucky' }, 1)),
    ];
    expect(await resolve(records, dependencies)).toEqual([records[1]?.sequenceNumber]);
    expect(store.roots().map(({ identifiers }) => [...identifiers.keys()])).toEqual([
      ['userId:lucky'],
    ]);
    store.commit = commit;
    expect(await resolve(records.slice(1), dependencies)).toEqual([]);
    expect(store.roots()).toHaveLength(2);
  });

  it('settles the one message whose profile can’t be stored, and applies the rest of its person', async () => {
    const { store, decisions, dependencies, record } = aResolver();
    const commit = store.commit;
    store.commit = async (change) =>
      change.after.traits.has('poison') ? 'unstorable' : commit(change);
    const poison = aMessageOf({ userId: 'u', traits: { poison: 1 } }, { type: 'identify' });
    const batch = [order({ userId: 'u' }, 1), poison, order({ userId: 'u' }, 2)];
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

  it('verifies an e-mail once a trusted source states it', async () => {
    const { store, dependencies, record } = aResolver();
    for (const trust of ['standard', 'trusted'] as const) {
      const body = { userId: 'u', traits: { email: 'ada@example.com' } };
      await resolve([record(aMessageOf(body, { type: 'identify', trust }))], dependencies);
      const email = store.roots()[0]?.identifiers.get('email:ada@example.com');
      expect(email?.unverified).toBe(trust === 'standard');
    }
  });

  it('reads no pages for everybody because one device’s clock is years ahead', async () => {
    const { store, dependencies, record, take } = aResolver();
    const ahead = Date.parse('9998-01-01T00:00:00Z');
    const odd = { ...order({ userId: 'u' }, 1), originalTimestamp: ahead };
    await take(odd, ...Array.from({ length: 100 }, () => order({ userId: 'u' }, 1)));
    let asked = 0;
    const { findPaged } = store;
    store.findPaged = (profile, hashes) => {
      asked += 1;
      return findPaged(profile, hashes);
    };
    await resolve([record(order({ userId: 'u' }, 1))], dependencies);
    expect(asked).toBe(0);
    await resolve([record(odd)], dependencies);
    expect(asked).toBe(1);
    expect(store.roots()[0]?.computed.get('order_count')?.value).toBe(102_000_000n);
  });

  it('starts over when another worker wrote first', async () => {
    const { store, dependencies, record } = aResolver();
    await resolve([record(order({ userId: 'u' }, 1))], dependencies);
    const rival = record(order({ userId: 'u' }, 10));
    const commit = store.commit;
    let raced = false;
    store.commit = async (change) => {
      if (!raced) {
        raced = true;
        await resolve([rival], dependencies);
      }
      return commit(change);
    };
    await resolve([record(order({ userId: 'u' }, 100))], dependencies);
    expect(store.roots()[0]?.computed.get('revenue')?.value).toBe(111_000_000n);
  });

  it('merges more devices in one batch than one transaction holds', async () => {
    const { store, writes, dependencies, record } = aResolver();
    const devices = Array.from({ length: 90 }, (_, device) => `d${device}`);
    for (const anonymousId of devices)
      await resolve([record(order({ anonymousId }, 1))], dependencies);
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

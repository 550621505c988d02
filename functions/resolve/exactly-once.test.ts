import { describe, expect, it } from 'vitest';
import { aMessageOf, anOrder } from '../../test/builders/own-message.ts';
import { aResolver } from '../../test/builders/resolver.ts';
import { resolve } from './resolve.ts';

describe('resolve, exactly once', () => {
  it('counts a redelivered record once', async () => {
    const { store, decisions, dependencies, record } = aResolver();
    const again = record(anOrder({ anonymousId: 'a' }, 5), anOrder({ anonymousId: 'a' }, 7));
    await resolve([again], dependencies);
    await resolve([again, record(anOrder({ anonymousId: 'a' }, 1))], dependencies);
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
    const first = Array.from({ length: 300 }, () => anOrder({ userId: 'u' }, 1));
    for (const envelope of first) await resolve([record(envelope)], dependencies);
    for (const envelope of first.toReversed()) await resolve([record(envelope)], dependencies);
    expect(store.roots()[0]?.computed.get('order_count')?.value).toBe(300_000_000n);
    expect(decisions.filter(({ outcome }) => outcome === 'duplicate')).toHaveLength(300);
  });

  it('writes a device’s alternating owners in order inside one batch', async () => {
    const { store, writes, dependencies, record } = aResolver();
    await resolve([record(anOrder({ anonymousId: 'ipad', userId: 'kevin' }, 1))], dependencies);
    await resolve([record(anOrder({ userId: 'nora' }, 1))], dependencies);
    writes.length = 0;
    const alternating = ['kevin', 'nora', 'kevin'].map((userId) =>
      record(anOrder({ anonymousId: 'ipad', userId }, 1)),
    );
    await resolve(alternating, dependencies);
    expect(writes.map(({ after }) => after.profileId)).toHaveLength(3);
    const counts = store.roots().map(({ computed }) => computed.get('order_count')?.value);
    expect(counts).toEqual([3_000_000n, 2_000_000n]);
  });

  it('finds a resend in the pages of a profile absorbed in the same batch', async () => {
    const { store, dependencies, record, take } = aResolver();
    const known = Array.from({ length: 100 }, () => anOrder({ userId: 'u' }, 1));
    const strangers = Array.from({ length: 100 }, () => anOrder({ anonymousId: 'a' }, 1));
    await take(...known, ...strangers);
    const login = aMessageOf({ anonymousId: 'a', userId: 'u' }, { type: 'identify' });
    const resends = [known[0], login, strangers[0]].flatMap((envelope) =>
      envelope ? [record(envelope)] : [],
    );
    await resolve(resends, dependencies);
    expect(store.roots()[0]?.computed.get('order_count')?.value).toBe(200_000_000n);
  });

  it('asks for a person’s records again when the store fails, and for nobody else’s', async () => {
    const { store, dependencies, record } = aResolver();
    const commit = store.commit;
    store.commit = async (change) => {
      if (change.after.identifiers.has('userId:unlucky')) throw new Error('throttled');
      return commit(change);
    };
    const records = [
      record(anOrder({ userId: 'lucky' }, 1)),
      record(anOrder({ userId: 'unlucky' }, 1)),
    ];
    expect(await resolve(records, dependencies)).toEqual([records[1]?.sequenceNumber]);
    expect(store.roots().map(({ identifiers }) => [...identifiers.keys()])).toEqual([
      ['userId:lucky'],
    ]);
    store.commit = commit;
    expect(await resolve(records.slice(1), dependencies)).toEqual([]);
    expect(store.roots()).toHaveLength(2);
  });

  it('reads no pages for everybody because one device’s clock is years ahead', async () => {
    const { store, dependencies, record, take } = aResolver();
    const ahead = Date.parse('9998-01-01T00:00:00Z');
    const odd = { ...anOrder({ userId: 'u' }, 1), originalTimestamp: ahead };
    await take(odd, ...Array.from({ length: 100 }, () => anOrder({ userId: 'u' }, 1)));
    let asked = 0;
    const { findPaged } = store;
    store.findPaged = (profile, hashes) => {
      asked += 1;
      return findPaged(profile, hashes);
    };
    await resolve([record(anOrder({ userId: 'u' }, 1))], dependencies);
    expect(asked).toBe(0);
    await resolve([record(odd)], dependencies);
    expect(asked).toBe(1);
    expect(store.roots()[0]?.computed.get('order_count')?.value).toBe(102_000_000n);
  });

  it('starts over when another worker wrote first', async () => {
    const { store, dependencies, record } = aResolver();
    await resolve([record(anOrder({ userId: 'u' }, 1))], dependencies);
    const rival = record(anOrder({ userId: 'u' }, 10));
    const commit = store.commit;
    let raced = false;
    store.commit = async (change) => {
      if (!raced) {
        raced = true;
        await resolve([rival], dependencies);
      }
      return commit(change);
    };
    await resolve([record(anOrder({ userId: 'u' }, 100))], dependencies);
    expect(store.roots()[0]?.computed.get('revenue')?.value).toBe(111_000_000n);
  });
});

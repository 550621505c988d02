import { describe, expect, it } from 'vitest';
import { readSource, type Source } from '../collect/source.ts';
import { cachedSourceStore } from './cached-source-store.ts';

const WEB: Source = { sourceId: 'web', name: 'Web', kind: 'public', trust: 'standard' };

function aCache() {
  const known = new Map([['web', WEB]]);
  const state = { now: 1_000_000, reads: 0, isDown: false };
  const store = cachedSourceStore(
    {
      findByKeyHash: async (hash) => {
        state.reads += 1;
        if (state.isDown) throw new Error('table is down');
        return known.get(hash);
      },
    },
    { now: () => state.now },
  );
  return { store, known, state };
}

describe('cachedSourceStore', () => {
  it('reads a key once in 30 seconds, and forgets a revoked one after that', async () => {
    const { store, known, state } = aCache();
    await store.findByKeyHash('web');
    known.delete('web');
    state.now += 29_999;
    expect(await store.findByKeyHash('web')).toEqual(WEB);
    expect(state.reads).toBe(1);
    state.now += 1;
    expect(await store.findByKeyHash('web')).toBeUndefined();
  });

  it('remembers an unknown key for 5 seconds, after which a new key works', async () => {
    const { store, known, state } = aCache();
    expect(await store.findByKeyHash('new')).toBeUndefined();
    known.set('new', WEB);
    state.now += 4_999;
    expect(await store.findByKeyHash('new')).toBeUndefined();
    expect(state.reads).toBe(1);
    state.now += 1;
    expect(await store.findByKeyHash('new')).toEqual(WEB);
  });

  it('keeps at most a thousand guesses, and no guess drives out a known key', async () => {
    const { store, state } = aCache();
    await store.findByKeyHash('web');
    for (let guess = 0; guess < 1_500; guess += 1) await store.findByKeyHash(`guess-${guess}`);
    expect(state.reads).toBe(1_501);
    await store.findByKeyHash('web');
    await store.findByKeyHash('guess-1499');
    expect(state.reads).toBe(1_501);
    await store.findByKeyHash('guess-0');
    expect(state.reads).toBe(1_502);
  });

  it('believes a known key for ten minutes while the table is down, and no unknown one', async () => {
    const { store, state } = aCache();
    await store.findByKeyHash('web');
    state.isDown = true;
    state.now += 599_999;
    expect(await store.findByKeyHash('web')).toEqual(WEB);
    await expect(store.findByKeyHash('other')).rejects.toThrow('down');
    state.now += 1;
    await expect(store.findByKeyHash('web')).rejects.toThrow('down');
  });

  it('does not serve a source from memory that was made unusable', async () => {
    let stored = { ...WEB, trust: 'standard' };
    const clock = { time: 1_000_000, now: () => clock.time };
    const store = cachedSourceStore({ findByKeyHash: async () => readSource(stored) }, clock);
    expect(await store.findByKeyHash('web')).toEqual(WEB);
    stored = { ...WEB, trust: 'strict' };
    clock.time += 30_000;
    await expect(store.findByKeyHash('web')).rejects.toMatchObject({
      sourceId: 'web',
      status: 503,
    });
  });
});

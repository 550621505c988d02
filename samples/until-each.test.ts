import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { untilEach } from './until-each.ts';

const PATIENCE_MS = 5_000;

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());

describe('untilEach', () => {
  it('asks until each answer is there, and keeps their order', async () => {
    expect(await ask([3, 1, 2], (item, times) => times === item)).toEqual([3, 1, 2]);
  });

  it('has patience as long as answers keep coming', async () => {
    const started = Date.now();
    expect(await ask([1, 2, 3, 4], (item, times) => times === item)).toEqual([1, 2, 3, 4]);
    expect(Date.now() - started).toBeGreaterThan(PATIENCE_MS);
  });

  it('fails once nothing has come for too long', async () => {
    await expect(ask([1, 2], (item) => item === 1)).rejects.toThrow('nothing came of 2');
  });
});

/** Each question takes a second of the clock. */
function ask(
  items: readonly number[],
  isThere: (item: number, timesAsked: number) => boolean,
): Promise<number[]> {
  const asked = new Map<number, number>();
  return untilEach(items, {
    async ask(item) {
      vi.setSystemTime(Date.now() + 1_000);
      const times = (asked.get(item) ?? 0) + 1;
      asked.set(item, times);
      return isThere(item, times) ? item : undefined;
    },
    patienceMs: PATIENCE_MS,
    onTimeout: (item) => new Error(`nothing came of ${item}`),
  });
}

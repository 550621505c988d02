import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { untilEach } from './until-each.ts';

const onTimeout = (item: number) => new Error(`nothing came of ${item}`);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('untilEach', () => {
  it('asks until each answer is there and keeps the order', async () => {
    const asked = new Map<number, number>();
    const answers = untilEach([3, 1, 2], {
      async ask(item) {
        asked.set(item, (asked.get(item) ?? 0) + 1);
        return asked.get(item) === item ? `answer ${item}` : undefined;
      },
      patienceMs: 10_000,
      onTimeout,
    });
    await vi.runAllTimersAsync();
    expect(await answers).toEqual(['answer 3', 'answer 1', 'answer 2']);
  });

  it('has patience as long as answers keep coming', async () => {
    const items = [1, 2, 3, 4];
    const start = Date.now();
    const answers = untilEach(items, {
      ask: async (item) => (Date.now() - start >= item * 4_000 ? item : undefined),
      patienceMs: 5_000,
      onTimeout,
    });
    await vi.runAllTimersAsync();
    expect(await answers).toEqual(items);
  });

  it('fails once nothing has come for too long', async () => {
    const answers = untilEach([1, 2], {
      ask: async (item) => (item === 1 ? item : undefined),
      patienceMs: 5_000,
      onTimeout,
    });
    const outcome = expect(answers).rejects.toThrow('nothing came of 2');
    await vi.advanceTimersByTimeAsync(6_000);
    await outcome;
  });
});

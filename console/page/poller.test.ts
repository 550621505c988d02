import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Poller, startPolling } from './poller.ts';

const tab = { hidden: false, look: () => {} };
let asked: number[] = [];
let failures = 0;
let answer: () => Promise<void>;
let poller: Poller;

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
  vi.stubGlobal('document', {
    get hidden() {
      return tab.hidden;
    },
    addEventListener: (_: string, listener: () => void) => {
      tab.look = listener;
    },
    removeEventListener: () => {},
  });
  tab.hidden = false;
  asked = [];
  failures = 0;
  answer = async () => {};
  poller = startPolling({
    every: 1_000,
    ask: () => {
      asked.push(Date.now());
      return answer();
    },
    outcome: {
      onSuccess: () => {},
      onFailure: () => {
        failures += 1;
      },
    },
  });
});
afterEach(() => {
  poller.stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

describe('startPolling', () => {
  it('asks at once and then at its pace', async () => {
    await pass(2_500);
    expect(asked).toEqual([0, 1_000, 2_000]);
  });

  it('waits for an answer before it asks again', async () => {
    answer = () => new Promise((resolve) => setTimeout(resolve, 5_000));
    await pass(6_500);
    expect(asked).toEqual([0, 6_000]);
  });

  it('asks in a moment when something has happened, once for many', async () => {
    await pass(100);
    poller.soon();
    poller.soon();
    await pass(900);
    expect(asked).toEqual([0, 300]);
  });

  it('asks again in a moment when something happens while it is asking', async () => {
    answer = () => new Promise((resolve) => setTimeout(resolve, 100));
    await pass(50);
    poller.soon();
    await pass(300);
    expect(asked).toEqual([0, 300]);
  });

  it('pauses longer with every failure, up to 15 seconds, and recovers', async () => {
    answer = () => Promise.reject(new Error('down'));
    await pass(60_000);
    expect(asked).toEqual([0, 2_000, 6_000, 14_000, 29_000, 44_000, 59_000]);
    expect(failures).toBe(7);
    answer = async () => {};
    await pass(16_000);
    expect(asked.slice(7)).toEqual([74_000, 75_000, 76_000]);
  });

  it('asks nothing while the tab is hidden, and soon after it is looked at again', async () => {
    await pass(100);
    tab.hidden = true;
    await pass(10_000);
    expect(asked).toEqual([0]);
    tab.hidden = false;
    tab.look();
    await pass(200);
    expect(asked).toEqual([0, 10_300]);
  });

  it('ends when it is stopped, also in the middle of an answer', async () => {
    answer = () => new Promise((resolve) => setTimeout(resolve, 100));
    await pass(50);
    poller.stop();
    poller.soon();
    await pass(10_000);
    expect(asked).toEqual([0]);
  });
});

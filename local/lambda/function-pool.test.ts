import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { ExecutionEnvironment, Outcome } from './execution-environment.ts';
import { FunctionPool } from './function-pool.ts';

/** An environment that finishes when told, and remembers what it ran. */
class Puppet {
  isDead = false;
  readonly events: string[] = [];
  finish: (payload: string) => void = () => {};

  async ready() {
    return undefined;
  }

  invoke(event: string): Promise<Outcome> {
    this.events.push(event);
    return new Promise((resolve) => {
      this.finish = (payload) => resolve({ kind: 'result', payload });
    });
  }

  kill() {
    this.isDead = true;
  }

  async close() {
    this.isDead = true;
  }
}

let puppets: Puppet[];

beforeEach(() => {
  puppets = [];
  vi.useFakeTimers();
});

afterEach(() => vi.useRealTimers());

function makePool(limit: number): FunctionPool {
  return new FunctionPool({
    limit,
    start() {
      const puppet = new Puppet();
      puppets.push(puppet);
      // the pool uses exactly what a puppet has; the real one starts a thread
      return puppet as unknown as ExecutionEnvironment;
    },
  });
}

const context = { awsRequestId: 'r', timeoutMs: 1000 };
const settled = () => vi.advanceTimersByTimeAsync(0);

it('runs no more at once than its limit, and the others in the order they came', async () => {
  const pool = makePool(2);
  const runs = ['a', 'b', 'c', 'd'].map((event) => pool.run(event, context));
  await settled();
  expect(puppets.map(({ events }) => events)).toEqual([['a'], ['b']]);
  puppets[1]?.finish('1');
  await settled();
  puppets[0]?.finish('2');
  await settled();
  expect(puppets.map(({ events }) => events)).toEqual([
    ['a', 'd'],
    ['b', 'c'],
  ]);
  for (const puppet of puppets) puppet.finish('3');
  await Promise.all(runs);
  await pool.close();
});

it('ends environments nobody used for a minute, and keeps the others', async () => {
  const pool = makePool(2);
  const runs = ['a', 'b'].map((event) => pool.run(event, context));
  await settled();
  for (const puppet of puppets) puppet.finish('done');
  await Promise.all(runs);
  await vi.advanceTimersByTimeAsync(45_000);
  const again = pool.run('c', context);
  await settled();
  const used = puppets.find(({ events }) => events.includes('c'));
  used?.finish('done');
  await again;
  await vi.advanceTimersByTimeAsync(30_000);
  expect(puppets.filter(({ isDead }) => !isDead)).toEqual([used]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(used?.isDead).toBe(true);
  await pool.close();
});

it('starts a new environment when the idle one has died', async () => {
  const pool = makePool(1);
  const first = pool.run('a', context);
  await settled();
  puppets[0]?.finish('done');
  await first;
  puppets[0]?.kill();
  const second = pool.run('b', context);
  await settled();
  expect(puppets.map(({ events }) => events)).toEqual([['a'], ['b']]);
  puppets[1]?.finish('done');
  await second;
  await pool.close();
});

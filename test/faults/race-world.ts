import fc from 'fast-check';
import { resolve } from '../../functions/resolve/resolve.ts';
import type { Envelope } from '../../shared/collect/envelope.ts';
import { encodeRecord, formatEnvelope } from '../../shared/collect/record-codec.ts';
import type { ArrivedRecord } from '../../shared/lake/sort-messages.ts';
import type { Decision } from '../../shared/resolve/decision.ts';
import { identifierKey } from '../../shared/resolve/identifier.ts';
import type { IdentityRules } from '../../shared/resolve/identity-rules.ts';
import {
  type MemoryProfileStore,
  memoryProfileStore,
} from '../../shared/stores/memory-profile-store.ts';
import type { ProfileStore } from '../../shared/stores/profile-store.ts';
import { anEnvelope } from '../builders/envelope.ts';
import { aResolver } from '../builders/resolver.ts';
import type { RaceResult } from './race-invariants.ts';

const START = Date.parse('2026-01-01T00:00:00Z');

const Step = fc.record({
  anonymousId: fc.option(fc.constantFrom('a', 'b', 'c', 'd'), { nil: undefined, freq: 3 }),
  userId: fc.option(fc.constantFrom('u', 'v', 'w'), { nil: undefined, freq: 1 }),
  email: fc.option(fc.constantFrom('x@y.z', 'p@q.r', 'k@l.m'), { nil: undefined, freq: 1 }),
  plan: fc.constantFrom('free', 'pro', 'team'),
  minute: fc.nat(9),
  resend: fc.nat(9).map((dice) => dice === 0),
});
type Step = typeof Step extends fc.Arbitrary<infer T> ? T : never;

/** What happens in one race: who says what, and the dice for crashes, stale reads and batch sizes. */
export const History = fc.record({
  steps: fc.array(Step, { minLength: 4, maxLength: 18 }),
  dice: fc.infiniteStream(fc.nat(99)),
});
export type History = typeof History extends fc.Arbitrary<infer T> ? T : never;

/** Ways to break the store; each must be noticed. */
export type Sabotage = 'no-revision-condition' | 'no-identifier-condition' | 'no-marks' | 'no-ring';

class SimulatedCrash extends Error {
  override readonly name = 'SimulatedCrash';
}

function envelopesOf(steps: readonly Step[]): Envelope[] {
  const envelopes: Envelope[] = [];
  for (const [at, { anonymousId, userId, email, plan, minute, resend }] of steps.entries()) {
    const partition = anonymousId ?? userId ?? email ?? 'nobody';
    const timestamp = new Date(START + minute * 60_000).toISOString();
    const earlier = resend ? envelopes[at % Math.max(envelopes.length, 1)] : undefined;
    const fresh = anEnvelope(
      {
        messageId: `m${at}`,
        type: 'identify',
        timestamp,
        originalTimestamp: Date.parse(timestamp),
        trust: 'trusted',
        partition,
      },
      { anonymousId, userId, traits: { email, plan, [`t${at}`]: at } },
    );
    envelopes.push(earlier ?? fresh);
  }
  return envelopes;
}

/** Lets two workers race through a history on the scheduler's schedule. */
export async function race(
  history: History,
  setup: { scheduler: fc.Scheduler; rules: IdentityRules; sabotage?: Sabotage },
): Promise<RaceResult> {
  const { scheduler, rules, sabotage } = setup;
  const roll = () => history.dice.next().value ?? 99;
  const store = memoryProfileStore({ isStale: () => roll() < 30 });
  let crashes = 6;
  let ids = 0;
  const decisions: Decision[] = [];
  const envelopes = envelopesOf(history.steps);
  const shards: ArrivedRecord[][] = [[], []];
  for (const [at, envelope] of envelopes.entries()) {
    shards[envelope.partition.charCodeAt(0) % 2]?.push({
      shardId: `shard-${envelope.partition.charCodeAt(0) % 2}`,
      sequenceNumber: String(at + 1),
      arrivedAt: START,
      data: encodeRecord([formatEnvelope(envelope)]),
    });
  }

  async function invoke(batch: readonly ArrivedRecord[]): Promise<readonly string[] | 'crashed'> {
    const life = { dead: false };
    const { dependencies } = aResolver({
      store: unreliable(sabotaged(store, sabotage), { life, scheduler, crash }),
      decisions: {
        append: async ({ decisions: made }) => {
          if (life.dead) throw new SimulatedCrash('before the decision log');
          decisions.push(...made);
        },
      },
      identityRules: rules,
      newId: () => `p${String(++ids).padStart(6, '0')}`,
    });
    try {
      return await resolve(batch, dependencies);
    } catch (error) {
      if (error instanceof SimulatedCrash) return 'crashed';
      throw error;
    }
  }

  function crash(): boolean {
    if (crashes === 0 || roll() >= 5) return false;
    crashes -= 1;
    return true;
  }

  async function work(records: readonly ArrivedRecord[]): Promise<void> {
    const zombies: Promise<unknown>[] = [];
    let from = 0;
    while (from < records.length) {
      const batch = records.slice(from, from + 1 + (roll() % 4));
      if (roll() < 5) zombies.push(invoke(batch));
      const failed = await invoke(batch);
      if (failed === 'crashed') continue;
      const lowest = batch.findIndex(({ sequenceNumber }) => failed.includes(sequenceNumber));
      from += lowest === -1 ? batch.length : lowest;
    }
    await Promise.all(zombies);
  }

  await scheduler.waitFor(Promise.all(shards.map(work)));
  return { store, decisions, envelopes };
}

/** Every call is a step of the schedule; a write may be the last thing the invocation does, or not even that. */
function unreliable(
  store: ProfileStore,
  world: { life: { dead: boolean }; scheduler: fc.Scheduler; crash: () => boolean },
): ProfileStore {
  const step = async <T>(call: () => Promise<T>, isWrite = false): Promise<T> => {
    await world.scheduler.schedule(Promise.resolve());
    if (isWrite && world.crash()) world.life.dead = true;
    if (world.life.dead) throw new SimulatedCrash('before the call');
    const result = await call();
    if (isWrite && world.crash()) world.life.dead = true;
    if (world.life.dead) throw new SimulatedCrash('after the call');
    return result;
  };
  return {
    read: (identifiers, consistency) => step(() => store.read(identifiers, consistency)),
    findPaged: (profile, hashes) => step(() => store.findPaged(profile, hashes)),
    commit: (change) => step(() => store.commit(change), true),
  };
}

function sabotaged(store: MemoryProfileStore, sabotage: Sabotage | undefined): ProfileStore {
  switch (sabotage) {
    case undefined:
      return store;
    case 'no-revision-condition':
      return {
        ...store,
        commit: async (change) => {
          const now = store.roots().find((root) => root.profileId === change.before?.profileId);
          return store.commit({ ...change, before: now ?? change.before });
        },
      };
    case 'no-identifier-condition':
      return {
        ...store,
        commit: (change) => {
          const free = change.added.filter(
            (identifier) => !store.index().has(identifierKey(identifier)),
          );
          return store.commit({ ...change, added: free });
        },
      };
    case 'no-marks':
    case 'no-ring':
      return {
        ...store,
        read: async (identifiers, consistency) => {
          const loaded = await store.read(identifiers, consistency);
          return new Map(
            [...loaded].map(([id, profile]) => [
              id,
              sabotage === 'no-marks'
                ? { ...profile, marks: new Map(), ring: { ...profile.ring, recent: [] } }
                : { ...profile, ring: { ...profile.ring, recent: [] } },
            ]),
          );
        },
      };
    default:
      return sabotage satisfies never;
  }
}

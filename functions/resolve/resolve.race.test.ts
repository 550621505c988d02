import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Envelope } from '../../shared/collect/envelope.ts';
import { encodeRecord, formatEnvelope } from '../../shared/collect/record-codec.ts';
import { canonicalJson } from '../../shared/kernel/canonical-json.ts';
import { indexComputedTraits } from '../../shared/profile/computed-trait.ts';
import type { Decision } from '../../shared/resolve/decision.ts';
import {
  IDENTIFIER_TYPES,
  identifierKey,
  parseIdentifierKey,
} from '../../shared/resolve/identifier.ts';
import { DEFAULT_IDENTITY_RULES, type IdentityRules } from '../../shared/resolve/identity-rules.ts';
import { readIncomingMessage } from '../../shared/resolve/incoming-message.ts';
import type { StreamRecord } from '../../shared/stores/kinesis-event.ts';
import {
  type MemoryProfileStore,
  memoryProfileStore,
} from '../../shared/stores/memory-profile-store.ts';
import type { ProfileStore } from '../../shared/stores/profile-store.ts';
import { silentLogger } from '../../shared/telemetry/log.ts';
import { type ResolveDependencies, resolve } from './resolve.ts';

/**
 * Two workers on the same people, every store call one step of a random schedule, with crashes before and
 * after writes, zombie twins of an invocation, stale reads and client resends. The invariants are those of
 * the identity reference, 4.7. `RACE_HISTORIES` sets how many histories run (default 2,000).
 */

const HISTORIES = Number(process.env.RACE_HISTORIES ?? 2000);
const START = Date.parse('2026-01-01T00:00:00Z');
const LOOSE: IdentityRules = {
  ...DEFAULT_IDENTITY_RULES,
  limits: { userId: 99, email: 99, phone: 99, anonymousId: 99 },
};
const TIGHT: IdentityRules = {
  ...DEFAULT_IDENTITY_RULES,
  limits: { userId: 1, email: 2, phone: 1, anonymousId: 3 },
};

const Step = fc.record({
  anonymousId: fc.option(fc.constantFrom('a', 'b', 'c', 'd'), { nil: undefined, freq: 3 }),
  userId: fc.option(fc.constantFrom('u', 'v', 'w'), { nil: undefined, freq: 1 }),
  email: fc.option(fc.constantFrom('x@y.z', 'p@q.r', 'k@l.m'), { nil: undefined, freq: 1 }),
  plan: fc.constantFrom('free', 'pro', 'team'),
  minute: fc.nat(9),
  resend: fc.nat(9).map((dice) => dice === 0),
});
type Step = typeof Step extends fc.Arbitrary<infer T> ? T : never;

const History = fc.record({
  steps: fc.array(Step, { minLength: 4, maxLength: 18 }),
  dice: fc.infiniteStream(fc.nat(99)),
});
type History = typeof History extends fc.Arbitrary<infer T> ? T : never;

/** Ways to break the store; each must be noticed. */
type Sabotage = 'no-revision-condition' | 'no-identifier-condition' | 'no-marks' | 'no-ring';

class SimulatedCrash extends Error {
  override readonly name = 'SimulatedCrash';
}

function envelopesOf(steps: readonly Step[]): Envelope[] {
  const envelopes: Envelope[] = [];
  for (const [at, { anonymousId, userId, email, plan, minute, resend }] of steps.entries()) {
    const partition = anonymousId ?? userId ?? email ?? 'nobody';
    const timestamp = new Date(START + minute * 60_000).toISOString();
    const earlier = resend ? envelopes[at % Math.max(envelopes.length, 1)] : undefined;
    envelopes.push(
      earlier ?? {
        v: 1,
        messageId: `m${at}`,
        type: 'identify',
        receivedAt: timestamp,
        timestamp,
        originalTimestamp: Date.parse(timestamp),
        source: 'web',
        kind: 'secret',
        trust: 'trusted',
        mode: 'live',
        partition,
        message: JSON.stringify({ anonymousId, userId, traits: { email, plan, [`t${at}`]: at } }),
      },
    );
  }
  return envelopes;
}

async function run(
  history: History,
  setup: { scheduler: fc.Scheduler; rules: IdentityRules; sabotage?: Sabotage },
) {
  const { scheduler, rules, sabotage } = setup;
  const roll = () => history.dice.next().value ?? 99;
  const store = memoryProfileStore({ isStale: () => roll() < 30 });
  const decisions: Decision[] = [];
  let crashes = 6;
  let ids = 0;
  const envelopes = envelopesOf(history.steps);
  const shards: StreamRecord[][] = [[], []];
  for (const [at, envelope] of envelopes.entries()) {
    shards[envelope.partition.charCodeAt(0) % 2]?.push({
      shardId: `shard-${envelope.partition.charCodeAt(0) % 2}`,
      sequenceNumber: String(at + 1),
      arrivedAt: START,
      data: encodeRecord([formatEnvelope(envelope)]),
    });
  }

  async function invoke(batch: readonly StreamRecord[]): Promise<readonly string[] | 'crashed'> {
    const life = { dead: false };
    const dependencies: ResolveDependencies = {
      store: unreliable(sabotaged(store, sabotage), { life, scheduler, crash }),
      decisions: { append: async ({ decisions: made }) => void decisions.push(...made) },
      computedTraits: async () => indexComputedTraits([]),
      identityRules: rules,
      lastSeenGranularity: 300_000,
      clock: { now: () => START },
      newId: () => `p${String(++ids).padStart(4, '0')}`,
      pause: async () => {},
      random: Math.random,
      emitMetrics: () => {},
      log: silentLogger,
    };
    const failed = await resolve(batch, dependencies);
    return life.dead ? 'crashed' : failed;
  }

  function crash(): boolean {
    if (crashes === 0 || roll() >= 5) return false;
    crashes -= 1;
    return true;
  }

  async function work(records: readonly StreamRecord[]): Promise<void> {
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
    lookUp: (identifiers, consistency) => step(() => store.lookUp(identifiers, consistency)),
    load: (profileIds, consistency) => step(() => store.load(profileIds, consistency)),
    isPaged: (profile, hash) => step(() => store.isPaged(profile, hash)),
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
        load: async (ids, consistency) => {
          const loaded = await store.load(ids, consistency);
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

/** Throws on the first broken invariant. */
function check(
  { store, decisions, envelopes }: Awaited<ReturnType<typeof run>>,
  rules: IdentityRules,
): void {
  const rootOf = (profileId: string): string => {
    const seen = new Set<string>();
    let at = profileId;
    for (let up = store.parents().get(at); up !== undefined; up = store.parents().get(at)) {
      if (seen.has(at)) throw new Error('I1: parents form a cycle');
      seen.add(at);
      at = up;
    }
    return at;
  };
  const roots = new Map(store.roots().map((root) => [root.profileId, root]));
  for (const [key, profileId] of store.index()) {
    if (!roots.get(rootOf(profileId))?.identifiers.has(key))
      throw new Error(`I2: index leads astray, ${key}`);
  }
  for (const root of roots.values()) {
    const counts = new Map<string, number>();
    for (const key of root.identifiers.keys()) {
      const at = store.index().get(key);
      if (at === undefined || rootOf(at) !== root.profileId)
        throw new Error(`I2: ${key} is not in the index`);
      const type = parseIdentifierKey(key)?.type ?? 'userId';
      counts.set(type, (counts.get(type) ?? 0) + 1);
      if ((counts.get(type) ?? 0) > rules.limits[type])
        throw new Error(`I3: over the limit of ${type}`);
    }
  }
  checkPartition({ store, decisions, rootOf });
  checkRefusals({ store, decisions, rootOf, rules });
  checkAppliedOnce({ store, decisions, envelopes, rootOf });
}

/** I4: the final partition is what the accepted links of the decision log say. */
function checkPartition(world: {
  store: MemoryProfileStore;
  decisions: readonly Decision[];
  rootOf: (id: string) => string;
}): void {
  const union = new Map<string, string>();
  const find = (key: string): string => {
    const up = union.get(key) ?? key;
    return up === key ? key : find(up);
  };
  for (const { accepted = [] } of world.decisions) {
    const [first, ...rest] = accepted.map(identifierKey);
    if (first !== undefined) union.set(find(first), find(first));
    for (const key of rest) if (first !== undefined) union.set(find(key), find(first));
  }
  const groups = new Map<string, string[]>();
  for (const key of union.keys())
    groups.set(find(key), [...(groups.get(find(key)) ?? []), key].sort());
  const expected = [...groups.values()].map((keys) => keys.join()).sort();
  const actual = world.store
    .roots()
    .map(({ identifiers }) => [...identifiers.keys()].sort().join())
    .sort();
  expect(actual, 'I4: partition').toEqual(expected);
}

/** Sets only grow, so a link refused for a limit would still break one at the end. */
function checkRefusals(world: {
  store: MemoryProfileStore;
  decisions: readonly Decision[];
  rootOf: (id: string) => string;
  rules: IdentityRules;
}): void {
  const roots = new Map(world.store.roots().map((root) => [root.profileId, root]));
  for (const { profileId = '', refused = [] } of world.decisions) {
    for (const { identifier } of refused) {
      const key = identifierKey(identifier);
      const other = roots.get(world.rootOf(world.store.index().get(key) ?? ''));
      const own = roots.get(world.rootOf(profileId));
      const keys = new Set([
        ...(own?.identifiers.keys() ?? []),
        ...(other?.identifiers.keys() ?? []),
        key,
      ]);
      const over = IDENTIFIER_TYPES.some(
        (type) =>
          [...keys].filter((held) => held.startsWith(`${type}:`)).length > world.rules.limits[type],
      );
      if (!over || own === other) throw new Error(`I4: ${key} was refused without need`);
    }
  }
}

/** I5: each message is on exactly one profile, the one its decision names. Every message states a trait of its own. */
function checkAppliedOnce(world: {
  store: MemoryProfileStore;
  decisions: readonly Decision[];
  envelopes: readonly Envelope[];
  rootOf: (id: string) => string;
}): void {
  const homes = new Map<string, string>();
  for (const { messageId, profileId } of world.decisions) {
    if (profileId !== undefined) homes.set(messageId, world.rootOf(profileId));
  }
  const versions = new Map<string, number>();
  for (const root of world.store.roots()) versions.set(root.profileId, root.ring.recent.length);
  const expected = new Map<string, number>();
  for (const home of homes.values()) expected.set(home, (expected.get(home) ?? 0) + 1);
  expect(versions, 'I5: applied once').toEqual(expected);
}

/** With limits off: profiles are the connected components of all messages, traits their last statements. */
function checkBatchModel({ store, envelopes }: Awaited<ReturnType<typeof run>>): void {
  const messages = [
    ...new Map(envelopes.map((envelope) => [envelope.messageId, envelope])).values(),
  ].map((envelope) =>
    readIncomingMessage(envelope, { position: { sequence: 0n, index: 0 }, rules: LOOSE }),
  );
  let people: { keys: Set<string>; messages: typeof messages }[] = [];
  for (const message of messages.filter(({ identifiers }) => identifiers.length > 0)) {
    const keys = new Set(message.identifiers.map(identifierKey));
    const [same, others] = [
      people.filter((p) => !p.keys.isDisjointFrom(keys)),
      people.filter((p) => p.keys.isDisjointFrom(keys)),
    ];
    const joined = {
      keys: new Set([...keys, ...same.flatMap((p) => [...p.keys])]),
      messages: [message, ...same.flatMap((p) => p.messages)],
    };
    people = [...others, joined];
  }
  const expected = people.map((person) => {
    const ordered = person.messages.toSorted(
      (a, b) => a.timestamp - b.timestamp || (a.hash < b.hash ? -1 : 1),
    );
    const traits = new Map(ordered.flatMap(({ traits }) => Object.entries(traits)));
    return `${[...person.keys].sort()} ${canonicalJson(Object.fromEntries(traits))}`;
  });
  const actual = store.roots().map(({ identifiers, traits }) => {
    const values = Object.fromEntries([...traits].map(([name, { value }]) => [name, value]));
    return `${[...identifiers.keys()].sort()} ${canonicalJson(values)}`;
  });
  expect(actual.sort(), 'batch model').toEqual(expected.sort());
}

async function property(
  rules: IdentityRules,
  options: { histories: number; sabotage?: Sabotage; seed?: number },
): Promise<void> {
  const asserted = fc.asyncProperty(History, fc.scheduler(), async (history, scheduler) => {
    const world = await run(history, { scheduler, rules, sabotage: options.sabotage });
    check(world, rules);
    if (rules === LOOSE) checkBatchModel(world);
  });
  await fc.assert(asserted, { numRuns: options.histories, seed: options.seed, endOnFailure: true });
}

describe('two workers racing on the same people', () => {
  it(
    'keep every invariant with limits in force',
    () => property(TIGHT, { histories: HISTORIES / 2 }),
    300_000,
  );
  it(
    'reach the batch model with limits off',
    () => property(LOOSE, { histories: HISTORIES / 2 }),
    300_000,
  );

  it.each<Sabotage>(['no-revision-condition', 'no-identifier-condition', 'no-marks', 'no-ring'])(
    'is noticed to fail with %s',
    async (sabotage) => {
      const verdicts = await Promise.allSettled([
        property(TIGHT, { histories: 500, sabotage, seed: 1 }),
        property(LOOSE, { histories: 500, sabotage, seed: 1 }),
      ]);
      expect(verdicts.map(({ status }) => status)).toContain('rejected');
    },
  );
});

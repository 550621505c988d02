import type { Clock } from '../../shared/kernel/clock.ts';
import { UnavailableError } from '../../shared/kernel/errors.ts';
import type { ArrivedRecord } from '../../shared/lake/sort-messages.ts';
import { indexComputedTraits } from '../../shared/profile/computed-trait.ts';
import type { ComputedTrait } from '../../shared/profile/computed-trait-definition.ts';
import type { Decision } from '../../shared/resolve/decision.ts';
import { identifierKey } from '../../shared/resolve/identifier.ts';
import type { IdentityRules } from '../../shared/resolve/identity-rules.ts';
import type { DecisionLog } from '../../shared/stores/decision-log.ts';
import type {
  Consistency,
  ProfileChange,
  ProfileStore,
} from '../../shared/stores/profile-store.ts';
import { errorFields, type Logger } from '../../shared/telemetry/log.ts';
import type { EmitMetrics } from '../../shared/telemetry/metrics.ts';
import { groupMessages } from './group-messages.ts';
import { type Arrival, readBatch } from './read-batch.ts';
import {
  type PersonContext,
  type PersonDecision,
  type Reads,
  resolvePerson,
  StaleReadError,
  UnstorableError,
} from './resolve-person.ts';

/** What resolving needs from outside. */
export interface ResolveDependencies {
  readonly store: ProfileStore;
  readonly decisions: DecisionLog;
  readonly computedTraits: () => Promise<readonly ComputedTrait[]>;
  readonly identityRules: IdentityRules;
  /** Milliseconds; see `FoldRules`. */
  readonly lastSeenGranularity: number;
  readonly clock: Clock;
  readonly newId: () => string;
  /** Waits the given milliseconds. */
  readonly pause: (milliseconds: number) => Promise<unknown>;
  /** At least 0 and below 1. */
  readonly random: () => number;
  readonly emitMetrics: EmitMetrics;
  readonly log: Logger;
}

const MAX_ATTEMPTS = 10;
/** Milliseconds; doubles with every conflict, fully jittered. */
const FIRST_PAUSE = 5;
const PEOPLE_AT_ONCE = 16;
/** The stream keeps records for 3 days; a mark must outlive them. */
const MARK_LIFETIME_SECONDS = 4 * 86_400;

/**
 * Resolves one batch of the messages stream: who each message belongs to, folded into one write per profile.
 *
 * Returns the sequence numbers to be delivered again; the rest is done. A group of messages that fails takes
 * nothing later of the same people with it, and never a neighbour. Throws where the decision log can't be
 * written: then the whole batch comes again, and marks make it a repeat without effect.
 */
export async function resolve(
  records: readonly ArrivedRecord[],
  dependencies: ResolveDependencies,
): Promise<readonly string[]> {
  const { store, identityRules, log } = dependencies;
  const batch = readBatch(records, identityRules);
  const tally = { created: 0, merged: 0 };
  const context = await personContext(dependencies, tally);
  const reads = await readFor(batch.arrivals, { store, consistency: 'eventual' });
  const decisions: Decision[] = [...batch.settled];
  const failed = new Set<string>();
  await eachAtOnce(groupMessages(batch.arrivals, reads), async (group) => {
    try {
      const settle = (settled: readonly Decision[]) => void decisions.push(...settled);
      await resolveOrSettle(group, { reads, context, dependencies, settle });
    } catch (error) {
      for (const { place } of group) failed.add(place.seq);
      log.error('people_not_resolved', { ...firstOf(group), ...errorFields(error) });
    }
  });
  await writeDecisions(records, { decisions, log: dependencies.decisions });
  dependencies.emitMetrics(countDecisions(decisions, tally));
  return [...failed];
}

interface GroupContext {
  readonly reads: Reads;
  readonly context: PersonContext;
  readonly dependencies: ResolveDependencies;
  /** Takes decisions as they become final: what fails later must not take them along. */
  readonly settle: (decisions: readonly Decision[]) => void;
}

/**
 * Resolves one group. Where the store refuses what it would make of a profile, the group is halved until
 * the one message that is refused alone is found and settled as `unstorable`: poison never holds a shard up.
 */
async function resolveOrSettle(group: readonly Arrival[], batch: GroupContext): Promise<void> {
  const settle = (decide: (at: number) => PersonDecision | undefined) =>
    batch.settle(
      group.flatMap(({ place }, at) => {
        const decision = decide(at);
        return decision ? [{ v: 1 as const, ...place, ...decision }] : [];
      }),
    );
  try {
    const decided = await resolveGroup(group, batch);
    return settle((at) => decided[at]);
  } catch (error) {
    if (!(error instanceof UnstorableError)) throw error;
  }
  if (group.length === 1) {
    batch.dependencies.log.error('message_unstorable', firstOf(group));
    return settle(() => ({ outcome: 'unstorable' }));
  }
  const { store } = batch.dependencies;
  const middle = Math.ceil(group.length / 2);
  for (const half of [group.slice(0, middle), group.slice(middle)]) {
    const reads = await readFor(half, { store, consistency: 'strong' });
    await resolveOrSettle(half, { ...batch, reads });
  }
}

/** What a log may say of a group: where it begins, by which the rest is found in the lake. */
function firstOf(group: readonly Arrival[]): Record<string, string | number> {
  const { shard = '', seq = '', messageId = '' } = group[0]?.place ?? {};
  return { shard, seq, messageId, messages: group.length };
}

/** Resolves one group, reading strongly and starting over each time somebody else wrote first. */
async function resolveGroup(
  group: readonly Arrival[],
  batch: GroupContext,
): Promise<PersonDecision[]> {
  const { store, pause, random } = batch.dependencies;
  const messages = group.map(({ message }) => message);
  let { reads } = batch;
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    try {
      return await resolvePerson(messages, reads, batch.context);
    } catch (error) {
      if (!(error instanceof StaleReadError)) throw error;
    }
    await pause(random() * FIRST_PAUSE * 2 ** attempt);
    reads = await readFor(group, { store, consistency: 'strong' });
  }
  throw new UnavailableError(`profile is contended, got ${MAX_ATTEMPTS} conflicts in a row`);
}

async function readFor(
  arrivals: readonly Arrival[],
  from: { store: ProfileStore; consistency: Consistency },
): Promise<Reads> {
  const identifiers = new Map(
    arrivals.flatMap(({ message }) =>
      message.identifiers.map((identifier) => [identifierKey(identifier), identifier] as const),
    ),
  );
  return from.store.read([...identifiers.values()], from.consistency);
}

async function personContext(
  dependencies: ResolveDependencies,
  tally: { created: number; merged: number },
): Promise<PersonContext> {
  const { store, identityRules, lastSeenGranularity, newId } = dependencies;
  return {
    store,
    identityRules,
    foldRules: {
      computedTraits: indexComputedTraits(await dependencies.computedTraits()),
      lastSeenGranularity,
    },
    newId,
    now: Math.floor(dependencies.clock.now() / 1000),
    markLifetime: MARK_LIFETIME_SECONDS,
    onWritten: (change: ProfileChange) => {
      tally.created += change.before ? 0 : 1;
      tally.merged += change.absorbed.length;
    },
  };
}

async function writeDecisions(
  records: readonly ArrivedRecord[],
  written: { decisions: readonly Decision[]; log: DecisionLog },
): Promise<void> {
  const [first, last] = [records[0], records.at(-1)];
  if (!first || !last || written.decisions.length === 0) return;
  await written.log.append({
    shardId: first.shardId,
    firstSequenceNumber: first.sequenceNumber,
    lastSequenceNumber: last.sequenceNumber,
    arrivedAt: first.arrivedAt,
    decisions: written.decisions,
  });
}

function countDecisions(
  decisions: readonly Decision[],
  tally: { created: number; merged: number },
): Record<string, number> {
  const count = (matches: (decision: Decision) => boolean) => decisions.filter(matches).length;
  return {
    MessagesApplied: count(({ outcome }) => outcome === 'applied'),
    MessagesDuplicate: count(({ outcome }) => outcome === 'duplicate'),
    MessagesUnattributed: count(({ outcome }) => outcome === 'unattributed'),
    MessagesUnstorable: count(({ outcome }) => outcome === 'unstorable'),
    ProfilesCreated: tally.created,
    ProfilesMerged: tally.merged,
    IdentifiersRefused: count(({ refused }) => refused !== undefined),
  };
}

async function eachAtOnce<T>(items: readonly T[], act: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  const worker = async () => {
    for (const item of queue) await act(item);
  };
  await Promise.all(Array.from({ length: PEOPLE_AT_ONCE }, worker));
}

import { type ResolveDependencies, resolve } from '../../functions/resolve/resolve.ts';
import type { Envelope } from '../../shared/collect/envelope.ts';
import { encodeRecord, formatEnvelope } from '../../shared/collect/record-codec.ts';
import type { ArrivedRecord } from '../../shared/lake/sort-messages.ts';
import type { ComputedTraitDefinition } from '../../shared/profile/computed-trait-definition.ts';
import type { Decision } from '../../shared/resolve/decision.ts';
import { DEFAULT_IDENTITY_RULES } from '../../shared/resolve/identity-rules.ts';
import { memoryProfileStore } from '../../shared/stores/memory-profile-store.ts';
import type { ProfileChange } from '../../shared/stores/profile-store.ts';
import { silentLogger } from '../../shared/telemetry/log.ts';

/** The instant at which a test's resolver stands, milliseconds. */
export const RESOLVED_AT = Date.parse('2026-11-22T10:00:00.000Z');

/** A resolver over a store in memory, with `order_count` and `revenue` computed, and what it did. */
export function aResolver(overrides: Partial<ResolveDependencies> = {}) {
  const store = memoryProfileStore();
  const decisions: Decision[] = [];
  const writes: ProfileChange[] = [];
  let ids = 0;
  let sequence = 0;
  const commit = store.commit;
  store.commit = (change) => {
    writes.push(change);
    return commit(change);
  };
  const dependencies: ResolveDependencies = {
    store,
    decisions: { append: async (batch) => void decisions.push(...batch.decisions) },
    computedTraits: async () => [
      aComputedTrait('order_count', { type: 'count', event: 'Order Completed' }),
      aComputedTrait('revenue', { type: 'sum', event: 'Order Completed', property: 'revenue' }),
    ],
    identityRules: DEFAULT_IDENTITY_RULES,
    lastSeenGranularity: 300_000,
    clock: { now: () => RESOLVED_AT },
    newId: () => `p${String(++ids).padStart(6, '0')}`,
    pause: async () => {},
    random: () => 0,
    emitMetrics: () => {},
    log: silentLogger,
    ...overrides,
  };
  const record = (...envelopes: readonly Envelope[]): ArrivedRecord => ({
    shardId: 'shardId-000000000000',
    sequenceNumber: String(++sequence),
    arrivedAt: RESOLVED_AT,
    data: encodeRecord(envelopes.map(formatEnvelope)),
  });
  /** Resolves each argument as one invocation of one record. */
  const take = async (...envelopes: readonly Envelope[]): Promise<void> => {
    for (const envelope of envelopes) await resolve([record(envelope)], dependencies);
  };
  return { store, decisions, writes, dependencies, record, take };
}

/** A computed trait in force. */
export function aComputedTrait(key: string, definition: ComputedTraitDefinition) {
  const at = '2026-01-01T00:00:00.000Z';
  return { key, definition, version: 1, createdAt: at, updatedAt: at };
}

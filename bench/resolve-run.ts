import { resolve } from '../functions/resolve/resolve.ts';
import { encodeRecord, formatEnvelope } from '../shared/collect/record-codec.ts';
import type { ArrivedRecord } from '../shared/lake/sort-messages.ts';
import type { ComputedTraitDefinition } from '../shared/profile/computed-trait-definition.ts';
import { DEFAULT_IDENTITY_RULES } from '../shared/resolve/identity-rules.ts';
import type { ProfileStore } from '../shared/stores/profile-store.ts';
import { silentLogger } from '../shared/telemetry/log.ts';
import { WORKLOAD_START, type WorkloadEvent, workloadEnvelope } from './workload.ts';

/** How resolve is run over a workload. */
export interface ResolveRun {
  readonly store: ProfileStore;
  /** The batching window, milliseconds of the workload's own time. */
  readonly window: number;
  /** Milliseconds; 0 makes every event worth a write ("write-always"). */
  readonly lastSeenGranularity: number;
}

const COMPUTED_TRAITS = [
  computedTrait('order_count', { type: 'count', event: 'Order Completed' }),
  computedTrait('revenue', { type: 'sum', event: 'Order Completed', property: 'revenue' }),
  computedTrait('products_added', { type: 'count', event: 'Product Added' }),
  computedTrait('signups', { type: 'count', event: 'Signed Up' }),
];

/** Sends the events through the real resolve use case, one invocation a window, one event a record. */
export async function runResolve(
  events: readonly WorkloadEvent[],
  run: ResolveRun,
): Promise<{ invocations: number; decisionLogPuts: number }> {
  let [ids, invocations, decisionLogPuts] = [0, 0, 0];
  for (const { records, end } of windowsOf(events, run.window)) {
    invocations += 1;
    const failed = await resolve(records, {
      store: run.store,
      decisions: {
        append: async () => {
          decisionLogPuts += 1;
        },
      },
      computedTraits: async () => COMPUTED_TRAITS,
      identityRules: DEFAULT_IDENTITY_RULES,
      lastSeenGranularity: run.lastSeenGranularity,
      clock: { now: () => WORKLOAD_START + end },
      newId: () => `01J${String(++ids).padStart(23, '0')}`,
      pause: async () => {},
      random: () => 0,
      emitMetrics: () => {},
      log: silentLogger,
    });
    if (failed.length > 0)
      throw new Error(`resolve failed, got ${failed.length} records to redo, expected 0`);
  }
  return { invocations, decisionLogPuts };
}

function* windowsOf(
  events: readonly WorkloadEvent[],
  window: number,
): Generator<{ records: ArrivedRecord[]; end: number }> {
  let records: ArrivedRecord[] = [];
  let end = window;
  for (const [at, event] of events.entries()) {
    if (event.at >= end) {
      if (records.length > 0) yield { records, end };
      records = [];
      end = (Math.floor(event.at / window) + 1) * window;
    }
    records.push({
      shardId: 'shardId-000000000000',
      sequenceNumber: String(at + 1),
      arrivedAt: WORKLOAD_START + event.at,
      data: encodeRecord([formatEnvelope(workloadEnvelope(event, at))]),
    });
  }
  if (records.length > 0) yield { records, end };
}

function computedTrait(key: string, definition: ComputedTraitDefinition) {
  const at = '2026-01-01T00:00:00.000Z';
  return { key, definition, version: 1, createdAt: at, updatedAt: at };
}

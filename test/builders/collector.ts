import { createCollectHandler } from '../../functions/collect/collect-handler.ts';
import type { Envelope } from '../../shared/collect/envelope.ts';
import type { StreamRecord } from '../../shared/collect/pack-records.ts';
import { decodeRecord, parseEnvelope } from '../../shared/collect/record-codec.ts';
import type { Source } from '../../shared/collect/source.ts';
import { sha256Hex } from '../../shared/kernel/hash.ts';
import type { SourceStore } from '../../shared/stores/source-store.ts';
import { createLogger } from '../../shared/telemetry/log.ts';

export const PUBLIC_KEY = 'wk_pub_test';
export const SECRET_KEY = 'wk_sec_test';

const SOURCES: ReadonlyMap<string, Source> = new Map([
  [sha256Hex(PUBLIC_KEY), { sourceId: 'web', name: 'Web', kind: 'public', trust: 'standard' }],
  [sha256Hex(SECRET_KEY), { sourceId: 'shop', name: 'Shop', kind: 'secret', trust: 'trusted' }],
]);

/** When the collector of a test receives everything. */
export const RECEIVED_AT = Date.parse('2026-11-22T10:00:02.000Z');

/** The real collect handler over stores in memory; `refuse` says which records a put refuses, by call. */
export function aCollector(
  options: {
    refuse?: (records: readonly StreamRecord[], call: number) => readonly StreamRecord[];
    sources?: SourceStore;
    /** Milliseconds that each put takes. */
    putMilliseconds?: number;
  } = {},
) {
  const records: StreamRecord[] = [];
  const counts: Record<string, number>[] = [];
  const logs: string[] = [];
  const pauses: number[] = [];
  const lookups: string[] = [];
  let calls = 0;
  let now = RECEIVED_AT;
  const handler = createCollectHandler({
    sources: options.sources ?? {
      findByKeyHash: async (hash) => {
        lookups.push(hash);
        return SOURCES.get(hash);
      },
    },
    stream: {
      put: async (put) => {
        calls += 1;
        now += options.putMilliseconds ?? 0;
        const refused = options.refuse?.(put, calls) ?? [];
        records.push(...put.filter((record) => !refused.includes(record)));
        return refused;
      },
    },
    clock: { now: () => now },
    log: createLogger({ level: 'debug', write: (line) => logs.push(line) }),
    emitMetrics: (emitted) => counts.push({ ...emitted }),
    pause: async (milliseconds) => {
      pauses.push(milliseconds);
      now += milliseconds;
    },
    random: () => 0.5,
  });
  return {
    handler,
    records,
    counts,
    logs,
    pauses,
    lookups,
    putCalls: () => calls,
    elapsed: () => now - RECEIVED_AT,
    envelopes: (): Envelope[] => records.flatMap((record) => envelopesOf(record.data)),
  };
}

function envelopesOf(data: Uint8Array): Envelope[] {
  const record = decodeRecord(data);
  if (record.kind !== 'lines') throw new Error(`record cannot be read: ${record.reason}`);
  return record.lines.map((line) => {
    const parsed = parseEnvelope(line);
    if (parsed.kind !== 'envelope') throw new Error(`envelope cannot be read: ${parsed.reason}`);
    return parsed.envelope;
  });
}

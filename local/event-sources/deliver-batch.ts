import { readVerdict } from './batch-verdict.ts';
import type { StreamMapping } from './mapping.ts';
import type { StreamRecord } from './stream-source.ts';

/** A record of a batch with its JSON, which is made once for all attempts. */
export interface BatchRecord {
  readonly record: Omit<StreamRecord, 'event'>;
  readonly json: string;
}

/** Why records are given up. */
export type DiscardCondition = 'RetryAttemptsExhausted' | 'RecordAgeExceeded';

/** What is told about records that are given up. */
export interface Discard {
  readonly records: readonly BatchRecord[];
  readonly condition: DiscardCondition;
  readonly requestId: string | undefined;
  readonly functionError: string | undefined;
  readonly invocations: number;
}

/** What a delivery needs from its poller. */
export interface DeliveryPort {
  readonly mapping: StreamMapping;
  readonly retentionMs: number;
  now(): number;
  /** Waits while the mapping is paused, and `delayMs` at least. False when the poller stops meanwhile. */
  ready(delayMs: number): Promise<boolean>;
  invoke(event: string): Promise<{ requestId: string; payload: string; functionError?: string }>;
  /** These records need no further attempt. */
  settle(records: readonly BatchRecord[]): void;
  discard(discard: Discard): void;
}

/** How long to wait before the next attempt. */
export interface RetryDelay {
  readonly firstMs: number;
  readonly maximumMs: number;
}

interface Part {
  readonly records: readonly BatchRecord[];
  /** Attempts used up from the retry quota. */
  readonly retries: number;
  readonly invocations: number;
}

/**
 * Delivers one batch the way Lambda does: attempts until every record is done, given up after the quota, or too old.
 * A failed batch may be bisected, which costs no retry; the later half waits for the earlier one. Returns early,
 * records unsettled, when the poller stops.
 */
export async function deliverBatch(
  batch: readonly BatchRecord[],
  port: DeliveryPort,
  delay: RetryDelay,
): Promise<void> {
  const parts: Part[] = [{ records: batch, retries: 0, invocations: 0 }];
  let failures = 0;
  for (let part = parts.pop(); part; part = parts.pop()) {
    if (!(await port.ready(backoff(failures, delay)))) return;
    const fresh = discardExpired(part, port);
    if (fresh.records.length === 0) continue;
    const rest = await attempt(fresh, port);
    failures = rest.some(({ retries }) => retries > fresh.retries) ? failures + 1 : 0;
    parts.push(...rest.reverse());
  }
}

/** Invokes the function once and returns what is left to do of the part, in order. */
async function attempt(part: Part, port: DeliveryPort): Promise<Part[]> {
  const { mapping } = port;
  const event = `{"Records":[${part.records.map(({ json }) => json).join(',')}]}`;
  const result = await port.invoke(event);
  const tried = { ...part, invocations: part.invocations + 1 };
  const failedAt = firstFailure(part.records, result, mapping);
  if (failedAt === part.records.length) {
    port.settle(part.records);
    return [];
  }
  port.settle(part.records.slice(0, failedAt));
  const rest = { ...tried, records: part.records.slice(failedAt) };
  if (mapping.bisects && failedAt > 0) return [rest];
  if (mapping.bisects && result.functionError && rest.records.length > 1) return bisect(rest);
  if (rest.retries < mapping.maximumRetries) return [{ ...rest, retries: rest.retries + 1 }];
  port.discard({
    records: rest.records,
    condition: 'RetryAttemptsExhausted',
    requestId: result.requestId,
    functionError: result.functionError,
    invocations: rest.invocations,
  });
  port.settle(rest.records);
  return [];
}

/** The index of the first record that is not done: the checkpoint is the lowest failed sequence number. */
function firstFailure(
  records: readonly BatchRecord[],
  result: { payload: string; functionError?: string },
  mapping: StreamMapping,
): number {
  if (result.functionError) return 0;
  if (!mapping.reportsItemFailures) return records.length;
  const identifiers = new Set(records.map(({ record }) => record.sequenceNumber));
  const verdict = readVerdict(result.payload, identifiers);
  if (verdict.kind === 'done') return records.length;
  if (verdict.kind === 'failed') return 0;
  return records.findIndex(({ record }) => verdict.failed.has(record.sequenceNumber));
}

function bisect(part: Part): Part[] {
  const middle = Math.ceil(part.records.length / 2);
  return [
    { ...part, records: part.records.slice(0, middle) },
    { ...part, records: part.records.slice(middle) },
  ];
}

/** Gives up records beyond the mapping's maximum age; those beyond the stream's retention are gone without a trace. */
function discardExpired(part: Part, port: DeliveryPort): Part {
  const now = port.now();
  const age = ({ record }: BatchRecord) => now - record.arrivedAt;
  const gone = part.records.filter((record) => age(record) >= port.retentionMs);
  const kept = part.records.filter((record) => age(record) < port.retentionMs);
  const tooOld = kept.filter((record) => age(record) > port.mapping.maximumAgeMs);
  if (tooOld.length > 0) {
    port.discard({
      records: tooOld,
      condition: 'RecordAgeExceeded',
      requestId: undefined,
      functionError: undefined,
      invocations: part.invocations,
    });
  }
  port.settle([...gone, ...tooOld]);
  return { ...part, records: kept.filter((record) => !tooOld.includes(record)) };
}

function backoff(failures: number, { firstMs, maximumMs }: RetryDelay): number {
  return failures === 0 ? 0 : Math.min(maximumMs, firstMs * 2 ** (failures - 1));
}

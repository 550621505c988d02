import { decodeRecord, parseEnvelope } from '../../shared/collect/record-codec.ts';
import type { ArrivedRecord } from '../../shared/lake/sort-messages.ts';
import type { Decision } from '../../shared/resolve/decision.ts';
import type { IdentityRules } from '../../shared/resolve/identity-rules.ts';
import {
  type IncomingMessage,
  readIncomingMessage,
} from '../../shared/resolve/incoming-message.ts';

/** Where a message lies: its record and its index inside it. */
export type Place = Pick<Decision, 'messageId' | 'source' | 'shard' | 'seq' | 'index'>;

/** One message to resolve. */
export interface Arrival {
  readonly place: Place;
  readonly message: IncomingMessage;
}

/** A batch, read: what to resolve, and what needs no resolving. */
export interface ReadBatch {
  readonly arrivals: readonly Arrival[];
  readonly settled: readonly Decision[];
}

/**
 * Reads every message of a batch. What can't be read is settled here as `unreadable`, so that poison never
 * holds a shard up: archive has its exact bytes. Messages already quarantined at collect are skipped.
 */
export function readBatch(records: readonly ArrivedRecord[], rules: IdentityRules): ReadBatch {
  const arrivals: Arrival[] = [];
  const settled: Decision[] = [];
  for (const record of records) {
    const decoded = decodeRecord(record.data);
    if (decoded.kind === 'corrupt') continue;
    for (const [index, line] of decoded.lines.entries()) {
      const read = readLine(line, { record, index, rules });
      if (read && 'message' in read) arrivals.push(read);
      else if (read) settled.push(read);
    }
  }
  return { arrivals, settled };
}

function readLine(
  line: string,
  context: { record: ArrivedRecord; index: number; rules: IdentityRules },
): Arrival | Decision | undefined {
  const parsed = parseEnvelope(line);
  if (parsed.kind === 'corrupt' || parsed.envelope.quarantine) return undefined;
  const { record, index, rules } = context;
  const { messageId, source } = parsed.envelope;
  const place = { messageId, source, shard: record.shardId, seq: record.sequenceNumber, index };
  const message = readMessage(() =>
    readIncomingMessage(parsed.envelope, {
      position: { sequence: BigInt(record.sequenceNumber), index },
      rules,
    }),
  );
  if (!message) return { v: 1, ...place, outcome: 'unreadable' };
  if (message.identifiers.length > 0) return { place, message };
  return { v: 1, ...place, outcome: 'unattributed', blocked: message.blocked };
}

function readMessage(read: () => IncomingMessage): IncomingMessage | undefined {
  try {
    const message = read();
    return Number.isFinite(message.timestamp) ? message : undefined;
  } catch {
    return undefined;
  }
}

import type { Envelope } from './envelope.ts';
import { decodeRecord, parseEnvelope } from './record-codec.ts';
import type { ShardPosition } from './tail-cursor.ts';

/** A record of the stream, whole. */
interface ShardRecord {
  readonly sequenceNumber: string;
  readonly data: Uint8Array;
}

/** What is shown of a shard next, and how far that is. */
export interface TailPage {
  readonly envelopes: readonly Envelope[];
  /** Undefined where nothing has been passed yet. */
  readonly position: ShardPosition | undefined;
}

/**
 * Takes up to `limit` wanted messages from a shard's records, which begin at or right after `position`.
 * Records hold many messages, so a page can end inside one. What cannot be read is passed over.
 */
export function takeTailPage(input: {
  records: readonly ShardRecord[];
  position: ShardPosition | undefined;
  limit: number;
  wanted: (envelope: Envelope) => boolean;
}): TailPage {
  const envelopes: Envelope[] = [];
  let { position } = input;
  for (const { sequenceNumber, data } of input.records) {
    const decoded = decodeRecord(data);
    const lines = decoded.kind === 'lines' ? decoded.lines : [];
    let index = position?.sequenceNumber === sequenceNumber ? (position.shown ?? lines.length) : 0;
    for (; index < lines.length && envelopes.length < input.limit; index += 1) {
      const parsed = parseEnvelope(lines[index] ?? '');
      if (parsed.kind === 'envelope' && input.wanted(parsed.envelope)) {
        envelopes.push(parsed.envelope);
      }
    }
    const isWhole = index >= lines.length;
    position = isWhole ? { sequenceNumber } : { sequenceNumber, shown: index };
    if (!isWhole) break;
  }
  return { envelopes, position };
}

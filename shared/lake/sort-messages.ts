import { type CorruptReason, decodeRecord, parseEnvelope } from '../collect/record-codec.ts';
import { lakeKey } from './lake-key.ts';

/** One record of the stream as it was delivered. */
export interface ArrivedRecord {
  readonly shardId: string;
  readonly sequenceNumber: string;
  /** When the stream took it, milliseconds. */
  readonly arrivedAt: number;
  readonly data: Uint8Array;
}

/** An object to be written: its key and its lines, at least one. */
export interface LineObject {
  readonly key: string;
  readonly lines: readonly string[];
}

/** What a batch of records becomes: usable messages for the lake, the rest for the quarantine. */
export interface SortedMessages {
  readonly raw: readonly LineObject[];
  readonly quarantine: readonly LineObject[];
}

const HOUR_MS = 3_600_000;

/**
 * Sorts the messages of a batch into objects: for each shard and hour of arrival one for the lake and one
 * for the quarantine, where it has any. A line is the envelope exactly as the stream carried it, with
 * `shard`, `seq` and `index` (its place in the record) put in front.
 *
 * A pure function of the records: the same batch gives the same objects, byte for byte. What cannot be
 * read is kept in the quarantine as base64, and stops nothing.
 */
export function sortMessages(records: readonly ArrivedRecord[]): SortedMessages {
  const raw: LineObject[] = [];
  const quarantine: LineObject[] = [];
  for (const group of groupByHour(records)) {
    const [first] = group;
    const last = group.at(-1);
    if (first === undefined || last === undefined) continue;
    const range = {
      shardId: first.shardId,
      arrivedAt: first.arrivedAt,
      first: first.sequenceNumber,
      last: last.sequenceNumber,
    };
    const lines = group.flatMap(linesOf);
    add(raw, { key: lakeKey('raw', range), lines: textsOf(lines, 'raw') });
    add(quarantine, { key: lakeKey('messages', range), lines: textsOf(lines, 'quarantine') });
  }
  return { raw, quarantine };
}

interface SortedLine {
  readonly to: 'raw' | 'quarantine';
  readonly text: string;
}

function linesOf(record: ArrivedRecord): readonly SortedLine[] {
  const decoded = decodeRecord(record.data);
  if (decoded.kind === 'corrupt') {
    return [unreadable(record, { index: 0, reason: decoded.reason, bytes: record.data })];
  }
  return decoded.lines.map((line, index) => {
    const parsed = parseEnvelope(line);
    if (parsed.kind === 'corrupt') {
      return unreadable(record, { index, reason: parsed.reason, bytes: Buffer.from(line) });
    }
    // Spliced, not printed anew: the lake keeps what the stream carried.
    const text = `${placeOf(record, index)},${line.slice(1)}`;
    return { to: parsed.envelope.quarantine ? 'quarantine' : 'raw', text };
  });
}

function unreadable(
  record: ArrivedRecord,
  what: { index: number; reason: CorruptReason; bytes: Uint8Array },
): SortedLine {
  const quarantine = JSON.stringify({ reason: what.reason });
  const bytes = Buffer.from(what.bytes).toString('base64');
  const text = `${placeOf(record, what.index)},"quarantine":${quarantine},"bytes":"${bytes}"}`;
  return { to: 'quarantine', text };
}

/** The opening of a line, to be continued with a comma. */
function placeOf(record: ArrivedRecord, index: number): string {
  return `{"shard":"${record.shardId}","seq":"${record.sequenceNumber}","index":${index}`;
}

function textsOf(lines: readonly SortedLine[], to: SortedLine['to']): string[] {
  return lines.filter((line) => line.to === to).map((line) => line.text);
}

function add(objects: LineObject[], object: LineObject): void {
  if (object.lines.length > 0) objects.push(object);
}

/** Groups keep the order of the records; a batch is of one shard and nearly always of one hour. */
function groupByHour(records: readonly ArrivedRecord[]): Iterable<readonly ArrivedRecord[]> {
  const hourOf = (record: ArrivedRecord): number => Math.floor(record.arrivedAt / HOUR_MS);
  return Map.groupBy(records, (record) => `${record.shardId} ${hourOf(record)}`).values();
}

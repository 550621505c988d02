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

/** Usable messages go to the lake, the rest to the quarantine. */
export type LineDestination = 'lake' | 'quarantine';

/** An object to be written: where to, its key and its lines, at least one. */
export interface LineObject {
  readonly to: LineDestination;
  readonly key: string;
  readonly lines: readonly string[];
}

const HOUR_MS = 3_600_000;

/**
 * UTF-16 units of text after which an object is closed, at the end of a record. A batch of 6 MB of records
 * that compress well holds a gigabyte of it; what is kept at a time is this much and one record.
 */
const OBJECT_UNITS = 32_000_000;

/**
 * Sorts the messages of a batch into objects, made one after another as they are taken: for each shard and
 * hour of arrival one for the lake and one for the quarantine, where it has any, and more where they would
 * grow beyond `objectUnits`. A line is the envelope exactly as the stream carried it, with `shard`, `seq`
 * and `index` (its place in the record) put in front.
 *
 * A pure function of the records: the same batch gives the same objects, byte for byte. What cannot be
 * read is kept in the quarantine as base64, and stops nothing.
 */
export function* sortMessages(
  records: readonly ArrivedRecord[],
  objectUnits: number = OBJECT_UNITS,
): Generator<LineObject, void, undefined> {
  for (const group of groupByHour(records)) {
    let open: OpenObjects | undefined;
    for (const record of group) {
      const lines = linesOf(record);
      const units = lines.reduce((sum, line) => sum + line.text.length, 0);
      if (open && open.units + units > objectUnits) {
        yield* close(open);
        open = undefined;
      }
      open ??= { first: record, last: record, units: 0, lake: [], quarantine: [] };
      open.last = record;
      open.units += units;
      for (const line of lines) open[line.to].push(line.text);
    }
    if (open) yield* close(open);
  }
}

/** The objects under construction: the lines of consecutive records of one shard and hour. */
interface OpenObjects extends Readonly<Record<LineDestination, string[]>> {
  readonly first: ArrivedRecord;
  last: ArrivedRecord;
  units: number;
}

function* close(open: OpenObjects): Generator<LineObject, void, undefined> {
  const { first, last, lake, quarantine } = open;
  const { shardId, arrivedAt } = first;
  const range = {
    shardId,
    arrivedAt,
    first: first.sequenceNumber,
    last: last.sequenceNumber,
  };
  if (lake.length > 0) yield { to: 'lake', key: lakeKey('raw', range), lines: lake };
  if (quarantine.length > 0) {
    yield { to: 'quarantine', key: lakeKey('messages', range), lines: quarantine };
  }
}

interface SortedLine {
  readonly to: LineDestination;
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
    return { to: parsed.envelope.quarantine ? 'quarantine' : 'lake', text };
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

/** Groups keep the order of the records; a batch is of one shard and nearly always of one hour. */
function groupByHour(records: readonly ArrivedRecord[]): Iterable<readonly ArrivedRecord[]> {
  const hourOf = (record: ArrivedRecord): number => Math.floor(record.arrivedAt / HOUR_MS);
  return Map.groupBy(records, (record) => `${record.shardId} ${hourOf(record)}`).values();
}

import { createHash } from 'node:crypto';
import type { Place } from '../resource-model.ts';
import type { Item } from './attribute-value.ts';
import type { Store } from './store.ts';
import type { StoredRecord } from './stream-log.ts';
import { recordSize } from './stream-log.ts';
import type { Table } from './table-spec.ts';
import { streamArn, tableNameOf } from './table-spec.ts';

/** A record as a function receives it in its event (and, without the ARN, as GetRecords returns it). */
export interface StreamRecord {
  readonly eventID: string;
  readonly eventName: 'INSERT' | 'MODIFY' | 'REMOVE';
  readonly eventVersion: '1.1';
  readonly eventSource: 'aws:dynamodb';
  readonly awsRegion: string;
  readonly dynamodb: {
    /** Epoch seconds. */
    readonly ApproximateCreationDateTime: number;
    readonly Keys: Item;
    readonly NewImage?: Item;
    readonly OldImage?: Item;
    readonly SequenceNumber: string;
    readonly SizeBytes: number;
    readonly StreamViewType: string;
  };
  /** There when the item was removed because its time to live had ended. */
  readonly userIdentity?: {
    readonly type: 'Service';
    readonly principalId: 'dynamodb.amazonaws.com';
  };
  readonly eventSourceARN: string;
}

/** What an event source mapping needs of a stream. Streams and tables may be named by ARN or table name. */
export interface StreamReader {
  /** The shards of a stream: one, open for ever, so the order is that of the whole table. */
  shards(streamOrTable: string): readonly string[];
  /** Up to `limit` records after a sequence number (from the oldest without one), oldest first, at most 24 h old. */
  read(request: {
    streamArn: string;
    shardId: string;
    afterSequence?: string | undefined;
    limit: number;
  }): readonly StreamRecord[];
  /** The sequence number of the newest record so far: where a reader that starts at `LATEST` starts after. */
  latestSequence(streamOrTable: string): string;
  /** Calls back, with the stream's ARN, after each commit that added records; returns how to stop that. */
  onAppend(callback: (streamArn: string) => void): () => void;
}

const SEQUENCE_DIGITS = 21;

/** The one shard of a table's stream. */
export function shardIdOf(table: Table): string {
  return `shardId-${String(table.createdAt).padStart(20, '0')}-${String(table.id).padStart(8, '0')}`;
}

/** A sequence number as AWS writes it: fixed width, so that text order is number order. */
export function printSequence(sequence: number): string {
  return String(sequence).padStart(SEQUENCE_DIGITS, '0');
}

/** Gives readers the streams of a store's tables. */
export function createStreamReader(store: Store, place: Place): StreamReader {
  const requireStream = (streamOrTable: string): Table => {
    const table = store.tables.find(tableNameOf(streamOrTable));
    if (table?.stream) return table;
    throw new Error(`a table with a stream is expected, got ${streamOrTable}`);
  };
  return {
    shards: (streamOrTable) => [shardIdOf(requireStream(streamOrTable))],
    read: ({ streamArn: arn, shardId, afterSequence, limit }) => {
      const table = requireStream(arn);
      if (shardId !== shardIdOf(table)) throw new Error(`shard does not exist, got ${shardId}`);
      const now = store.clock.now();
      return store.log
        .read(table, Number(afterSequence ?? 0), { limit, now })
        .map((record) => toStreamRecord(table, record, place));
    },
    latestSequence: (streamOrTable) => {
      requireStream(streamOrTable);
      return printSequence(store.log.lastSequence());
    },
    onAppend: (callback) => store.onAppend((table) => callback(streamArn(table.name, place))),
  };
}

/** A stored record in the shape AWS gives it. */
export function toStreamRecord(table: Table, record: StoredRecord, place: Place): StreamRecord {
  const arn = streamArn(table.name, place);
  return {
    eventID: createHash('md5').update(`${arn}/${record.sequence}`).digest('hex'),
    eventName: record.eventName,
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: place.region,
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(record.at / 1000),
      Keys: record.keys,
      ...(record.newImage && { NewImage: record.newImage }),
      ...(record.oldImage && { OldImage: record.oldImage }),
      SequenceNumber: printSequence(record.sequence),
      SizeBytes: recordSize(record),
      StreamViewType: record.viewType,
    },
    ...(record.expired && {
      userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' } as const,
    }),
    eventSourceARN: arn,
  };
}

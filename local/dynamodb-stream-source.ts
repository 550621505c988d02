import type { StreamReader, StreamRecord as TableStreamRecord } from './dynamodb/stream-reader.ts';
import type { StreamRecord, StreamSource } from './event-sources/stream-source.ts';

/** DynamoDB keeps stream records for a day. */
const RETENTION_MS = 24 * 3_600_000;

/** A table's stream as an event source. */
export function dynamoDbStreamSource(streams: StreamReader, arn: string): StreamSource {
  return {
    arn,
    batchInfoName: 'DDBStreamBatchInfo',
    retentionMs: RETENTION_MS,
    shards: () => streams.shards(arn).map((shardId) => ({ shardId, parents: [], closed: false })),
    read: (shardId, { after, limit }) =>
      streams.read({ streamArn: arn, shardId, afterSequence: after, limit }).map(toRecord),
    latest: () => streams.latestSequence(arn),
    filterable: (event) => event,
    onChange: (listener) =>
      streams.onAppend((changed) => {
        if (changed === arn) listener();
      }),
  };
}

function toRecord(record: TableStreamRecord): StreamRecord {
  return {
    sequenceNumber: record.dynamodb.SequenceNumber,
    key: JSON.stringify(record.dynamodb.Keys),
    arrivedAt: record.dynamodb.ApproximateCreationDateTime * 1000,
    event: { ...record },
  };
}

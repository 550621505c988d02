import { optionalInteger, stringInput } from '../call-input.ts';
import { type AwsReply, jsonReply } from '../service.ts';
import { describeRange } from './describe-stream.ts';
import { childrenOf, findShard, findStream } from './find-stream.ts';
import type { KinesisContext } from './kinesis-service.ts';
import { sequenceNumber } from './sequence-number.ts';
import { decodeIterator, encodeIterator } from './shard-iterator.ts';
import { type Shard, shardName } from './shard-table.ts';
import type { StoredRecord } from './stream-store.ts';

const MAX_RECORDS = 10_000;
const MAX_REPLY_BYTES = 10 * 1024 * 1024;

/** `GetRecords`: what lies after the iterator, the iterator to go on with, and how far behind the newest record that is. */
export function getRecords(
  { store, clock, place }: KinesisContext,
  input: Readonly<Record<string, unknown>>,
): AwsReply {
  const now = clock.now();
  const iterator = decodeIterator(stringInput(input, 'ShardIterator'), now);
  const limit = optionalInteger(input, 'Limit', { min: 1, max: MAX_RECORDS }) ?? MAX_RECORDS;
  const stream = findStream(store, iterator.streamName, place);
  const shard = findShard(store, stream, iterator.shardId);
  const records = store.read(shard, { from: iterator.from, limit, maxBytes: MAX_REPLY_BYTES });
  const last = records.at(-1);
  const next = last ? last.counter + 1 : iterator.from;
  const more = last !== undefined && next < shard.next;
  const drained = shard.closedAt !== null && !more;
  const children = childrenOf(store, shard).map((child) => ({
    ShardId: shardName(child),
    ParentShards: child.parents,
    HashKeyRange: describeRange(child),
  }));
  return jsonReply(
    {
      Records: records.map((record) => describeRecord(shard, record)),
      MillisBehindLatest: more ? Math.max(0, now - last.arrivedAt) : 0,
      ...(drained
        ? { ChildShards: children }
        : { NextShardIterator: encodeIterator({ ...iterator, from: next, issuedAt: now }) }),
    },
    { kinesisRequests: 1 },
  );
}

function describeRecord(shard: Shard, record: StoredRecord) {
  return {
    SequenceNumber: sequenceNumber(shard, record.counter),
    PartitionKey: record.partitionKey,
    ApproximateArrivalTimestamp: record.arrivedAt / 1000,
    Data: Buffer.from(record.data).toString('base64'),
  };
}

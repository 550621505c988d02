import { sequenceCounter, sequenceNumber } from '../kinesis/sequence-number.ts';
import { type Shard, shardName } from '../kinesis/shard-table.ts';
import type { StoredRecord, StreamStore } from '../kinesis/stream-store.ts';
import type { StreamRecord, StreamSource } from './stream-source.ts';

const MAX_READ_BYTES = 10 * 1024 * 1024;

/** A Kinesis stream as an event source; `invokeIdentityArn` is the function's role. */
export function kinesisSource(options: {
  readonly store: StreamStore;
  readonly arn: string;
  readonly invokeIdentityArn: string;
}): StreamSource {
  const { store, arn } = options;
  const streamName = arn.split(':stream/')[1] ?? '';
  const stream = store.stream(streamName);
  if (!stream) throw new Error(`event source does not exist, got ${arn}`);
  const shardOf = (shardId: string): Shard => {
    const shard = store.shards.byId(streamName, shardId);
    if (!shard) throw new Error(`shard does not exist, got ${shardId} of ${arn}`);
    return shard;
  };
  const toRecord = describeRecord(options);
  return {
    arn,
    batchInfoName: 'KinesisBatchInfo',
    retentionMs: stream.retentionMs,
    shards: () =>
      store.shards.of(streamName).map((shard) => ({
        shardId: shardName(shard),
        parents: shard.parents,
        closed: shard.closedAt !== null,
      })),
    read(shardId, { after, limit }) {
      const shard = shardOf(shardId);
      const from = after === undefined ? 0 : (sequenceCounter(shard, after) ?? -1) + 1;
      return store
        .read(shard, { from, limit, maxBytes: MAX_READ_BYTES })
        .map((record) => toRecord(shard, record));
    },
    latest(shardId) {
      const shard = shardOf(shardId);
      return sequenceNumber(shard, shard.next - 1);
    },
    filterable: withParsedData,
    onChange: (listener) => store.onChange(streamName, listener),
  };
}

/** The shape of https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html */
function describeRecord({ arn, invokeIdentityArn }: { arn: string; invokeIdentityArn: string }) {
  const awsRegion = arn.split(':')[3];
  return (shard: Shard, record: StoredRecord): StreamRecord => {
    const sequence = sequenceNumber(shard, record.counter);
    return {
      sequenceNumber: sequence,
      key: record.partitionKey,
      arrivedAt: record.arrivedAt,
      event: {
        kinesis: {
          kinesisSchemaVersion: '1.0',
          partitionKey: record.partitionKey,
          sequenceNumber: sequence,
          data: Buffer.from(record.data).toString('base64'),
          approximateArrivalTimestamp: record.arrivedAt / 1000,
        },
        eventSource: 'aws:kinesis',
        eventVersion: '1.0',
        eventID: `${shardName(shard)}:${sequence}`,
        eventName: 'aws:kinesis:record',
        invokeIdentityArn,
        awsRegion,
        eventSourceARN: arn,
      },
    };
  };
}

/** Patterns see the record's `kinesis` part with `data` decoded: JSON where it is JSON, else text. */
function withParsedData(event: StreamRecord['event']): unknown {
  const kinesis = event.kinesis as { data: string }; // built above
  const text = Buffer.from(kinesis.data, 'base64').toString();
  try {
    return { ...kinesis, data: JSON.parse(text) };
  } catch {
    return { ...kinesis, data: text };
  }
}

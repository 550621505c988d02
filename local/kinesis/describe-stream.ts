import { optionalString, optionalStructure } from '../call-input.ts';
import { AwsError, type AwsReply, jsonReply, notImplemented } from '../service.ts';
import { findStream, streamNameOf } from './find-stream.ts';
import type { KinesisContext } from './kinesis-service.ts';
import { sequenceNumber } from './sequence-number.ts';
import { type Shard, shardName } from './shard-table.ts';
import { streamArn } from './stream-model.ts';
import type { Stream } from './stream-store.ts';

type Input = Readonly<Record<string, unknown>>;

/** `ListShards` of a stream, open and closed, in the order they were made; always in one page. */
export function listShards({ store, place }: KinesisContext, input: Input): AwsReply {
  if (optionalString(input, 'NextToken') !== undefined) {
    throw new AwsError('ExpiredNextTokenException', 'This laptop cloud lists shards in one page.');
  }
  const filter = optionalStructure(input, 'ShardFilter');
  if (filter) {
    throw notImplemented('ListShards with ShardFilter', 'local/kinesis/describe-stream.ts');
  }
  const stream = findStream(store, streamNameOf(input), place);
  return jsonReply({ Shards: store.shards.of(stream.name).map(describeShard) }, USAGE);
}

/** `DescribeStream` with all shards. */
export function describeStream({ store, place }: KinesisContext, input: Input): AwsReply {
  const stream = findStream(store, streamNameOf(input), place);
  const shards = store.shards.of(stream.name).map(describeShard);
  const description = { ...summary(stream, place), Shards: shards, HasMoreShards: false };
  return jsonReply({ StreamDescription: description }, USAGE);
}

/** `DescribeStreamSummary`. */
export function describeStreamSummary({ store, place }: KinesisContext, input: Input): AwsReply {
  const stream = findStream(store, streamNameOf(input), place);
  const open = store.shards.of(stream.name).filter(({ closedAt }) => closedAt === null);
  const description = {
    ...summary(stream, place),
    OpenShardCount: open.length,
    ConsumerCount: 0,
  };
  return jsonReply({ StreamDescriptionSummary: description }, USAGE);
}

/** A hash range as the API spells it. */
export function describeRange({ range }: Shard) {
  return { StartingHashKey: String(range.start), EndingHashKey: String(range.end) };
}

const USAGE = { kinesisRequests: 1 };

function summary(stream: Stream, place: KinesisContext['place']) {
  return {
    StreamName: stream.name,
    StreamARN: streamArn(place, stream.name),
    StreamStatus: 'ACTIVE',
    StreamModeDetails: { StreamMode: 'PROVISIONED' },
    RetentionPeriodHours: stream.retentionMs / 3_600_000,
    StreamCreationTimestamp: stream.createdAt / 1000,
    EnhancedMonitoring: [{ ShardLevelMetrics: [] }],
    EncryptionType: 'NONE',
  };
}

function describeShard(shard: Shard) {
  const [parent, adjacent] = shard.parents;
  return {
    ShardId: shardName(shard),
    ...(parent && { ParentShardId: parent }),
    ...(adjacent && { AdjacentParentShardId: adjacent }),
    HashKeyRange: describeRange(shard),
    SequenceNumberRange: {
      StartingSequenceNumber: sequenceNumber(shard, 0),
      ...(shard.closedAt !== null && { EndingSequenceNumber: sequenceNumber(shard, shard.next) }),
    },
  };
}

import { stringInput } from '../call-input.ts';
import { AwsError, type AwsReply, jsonReply } from '../service.ts';
import { findShard, findStream, streamNameOf } from './find-stream.ts';
import { parseHashKey } from './hash-range.ts';
import type { KinesisContext } from './kinesis-service.ts';
import { type Shard, shardName } from './shard-table.ts';

type Input = Readonly<Record<string, unknown>>;

/** `SplitShard`: closes a shard and opens two children that meet at `NewStartingHashKey`. */
export function splitShard({ store, place }: KinesisContext, input: Input): AwsReply {
  const stream = findStream(store, streamNameOf(input), place);
  const shard = openShard(findShard(store, stream, stringInput(input, 'ShardToSplit')));
  const { start, end } = shard.range;
  const middle = parseHashKey(stringInput(input, 'NewStartingHashKey'));
  if (middle === undefined || middle <= start || middle > end) {
    throw new AwsError(
      'InvalidArgumentException',
      `NewStartingHashKey is not inside shard ${shardName(shard)}: between ${start + 1n} and ${end}`,
    );
  }
  store.reshard(
    [shard],
    [
      { start, end: middle - 1n },
      { start: middle, end },
    ],
  );
  return jsonReply({}, { kinesisRequests: 1 });
}

/** `MergeShards`: closes two neighbouring shards and opens one child over both ranges. */
export function mergeShards({ store, place }: KinesisContext, input: Input): AwsReply {
  const stream = findStream(store, streamNameOf(input), place);
  const shard = openShard(findShard(store, stream, stringInput(input, 'ShardToMerge')));
  const other = openShard(findShard(store, stream, stringInput(input, 'AdjacentShardToMerge')));
  const [low, high] = shard.range.start < other.range.start ? [shard, other] : [other, shard];
  if (low.range.end + 1n !== high.range.start) {
    throw new AwsError(
      'InvalidArgumentException',
      `Shards ${shardName(shard)} and ${shardName(other)} in stream ${stream.name} are not an adjacent pair of shards eligible for merging`,
    );
  }
  store.reshard([shard, other], [{ start: low.range.start, end: high.range.end }]);
  return jsonReply({}, { kinesisRequests: 1 });
}

function openShard(shard: Shard): Shard {
  if (shard.closedAt === null) return shard;
  throw new AwsError(
    'ResourceInUseException',
    `Shard ${shardName(shard)} of stream ${shard.streamName} is closed`,
  );
}

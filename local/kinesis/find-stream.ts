import { optionalString } from '../call-input.ts';
import type { Place } from '../resource-model.ts';
import { AwsError } from '../service.ts';
import { type Shard, shardName } from './shard-table.ts';
import type { Stream, StreamStore } from './stream-store.ts';

/** The stream name a call means, by `StreamName` or `StreamARN`; undefined when it gives neither. */
export function streamNameOf(input: Readonly<Record<string, unknown>>): string | undefined {
  const name = optionalString(input, 'StreamName');
  if (name !== undefined) return name;
  return optionalString(input, 'StreamARN')?.split(':stream/')[1];
}

/** The stream a call names, or `ResourceNotFoundException`. */
export function findStream(
  store: StreamStore,
  name: string | undefined,
  { account }: Place,
): Stream {
  if (name === undefined) {
    throw new AwsError('InvalidArgumentException', 'Must provide either a StreamName or StreamARN');
  }
  const stream = store.stream(name);
  if (stream) return stream;
  throw new AwsError(
    'ResourceNotFoundException',
    `Stream ${name} under account ${account} not found.`,
  );
}

/** A shard of a stream by its id, or `ResourceNotFoundException`. */
export function findShard(store: StreamStore, stream: Stream, shardId: string): Shard {
  const shard = store.shards.byId(stream.name, shardId);
  if (shard) return shard;
  throw new AwsError(
    'ResourceNotFoundException',
    `Could not find shard ${shardId} in stream ${stream.name}`,
  );
}

/** The children of a closed shard, as `ListShards` and the last `GetRecords` of the shard give them. */
export function childrenOf(store: StreamStore, shard: Shard): readonly Shard[] {
  const id = shardName(shard);
  return store.shards.of(shard.streamName).filter(({ parents }) => parents.includes(id));
}

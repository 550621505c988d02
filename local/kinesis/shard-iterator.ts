import { optionalString, stringInput } from '../call-input.ts';
import { AwsError, type AwsReply, jsonReply } from '../service.ts';
import { findShard, findStream, streamNameOf } from './find-stream.ts';
import type { KinesisContext } from './kinesis-service.ts';
import { sequenceCounter } from './sequence-number.ts';
import { type Shard, shardName } from './shard-table.ts';

type Input = Readonly<Record<string, unknown>>;

/** Where a reader stands: the next counter it wants of one shard, and when it was told so. */
export interface ShardIterator {
  readonly streamName: string;
  readonly shardId: string;
  readonly from: number;
  readonly issuedAt: number;
}

const ITERATOR_LIFE_MS = 5 * 60_000;

/** `GetShardIterator` of all five types. */
export function getShardIterator({ store, clock, place }: KinesisContext, input: Input): AwsReply {
  const stream = findStream(store, streamNameOf(input), place);
  const shard = findShard(store, stream, stringInput(input, 'ShardId'));
  const from = startOf({ store }, shard, input);
  const iterator = {
    streamName: stream.name,
    shardId: shardName(shard),
    from,
    issuedAt: clock.now(),
  };
  return jsonReply({ ShardIterator: encodeIterator(iterator) }, { kinesisRequests: 1 });
}

/** The opaque token a reader holds. */
export function encodeIterator({ streamName, shardId, from, issuedAt }: ShardIterator): string {
  return Buffer.from(JSON.stringify([streamName, shardId, from, issuedAt])).toString('base64');
}

/** Reads a token back; `ExpiredIteratorException` five minutes after it was given out. */
export function decodeIterator(token: string, now: number): ShardIterator {
  const iterator = parseIterator(token);
  if (now - iterator.issuedAt <= ITERATOR_LIFE_MS) return iterator;
  throw new AwsError(
    'ExpiredIteratorException',
    `Iterator expired. The iterator was created at ${new Date(iterator.issuedAt).toUTCString()} while right now it is ${new Date(now).toUTCString()} which is further in the future than the tolerated delay of ${ITERATOR_LIFE_MS} milliseconds.`,
  );
}

/** The stream name inside a token, for the permission check that comes before the call. */
export function streamNameInIterator(token: string): string {
  return parseIterator(token).streamName;
}

function parseIterator(token: string): ShardIterator {
  try {
    const [streamName, shardId, from, issuedAt] = JSON.parse(
      Buffer.from(token, 'base64').toString(),
    );
    if (Number.isSafeInteger(from)) return { streamName, shardId, from, issuedAt };
  } catch {
    // falls through: not JSON is as invalid as JSON of another shape
  }
  throw new AwsError('InvalidArgumentException', 'Invalid ShardIterator.');
}

function startOf({ store }: Pick<KinesisContext, 'store'>, shard: Shard, input: Input): number {
  const type = stringInput(input, 'ShardIteratorType');
  switch (type) {
    case 'TRIM_HORIZON':
      return 0;
    case 'LATEST':
      return shard.next;
    case 'AT_SEQUENCE_NUMBER':
      return counterIn(shard, input);
    case 'AFTER_SEQUENCE_NUMBER':
      return counterIn(shard, input) + 1;
    case 'AT_TIMESTAMP':
      return store.firstCounterAt(shard, timestampIn(input));
    default:
      throw new AwsError(
        'ValidationException',
        `1 validation error detected: Value '${type}' at 'shardIteratorType' failed to satisfy constraint: Member must satisfy enum value set: [AFTER_SEQUENCE_NUMBER, LATEST, AT_TIMESTAMP, AT_SEQUENCE_NUMBER, TRIM_HORIZON]`,
      );
  }
}

function counterIn(shard: Shard, input: Input): number {
  const sequence = optionalString(input, 'StartingSequenceNumber');
  const counter = sequence === undefined ? undefined : sequenceCounter(shard, sequence);
  if (counter !== undefined) return counter;
  throw new AwsError(
    'InvalidArgumentException',
    `StartingSequenceNumber ${sequence ?? 'null'} used in GetShardIterator on shard ${shardName(shard)} in stream ${shard.streamName} is invalid.`,
  );
}

/** Timestamps travel as epoch seconds with a fraction. */
function timestampIn(input: Input): number {
  const seconds = input.Timestamp;
  if (typeof seconds === 'number') return Math.round(seconds * 1000);
  throw new AwsError(
    'InvalidArgumentException',
    'Must specify timestamp parameter for iterator type AT_TIMESTAMP.',
  );
}

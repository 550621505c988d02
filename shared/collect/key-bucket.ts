import { sha256 } from '../kernel/hash.ts';

/**
 * Messages of one Kinesis record belong to one of 64 fixed buckets, so that a person's messages keep their
 * order and a batch of many people does not become as many records. The number is part of the stream's
 * layout: changing it breaks the order of messages in flight.
 */
export const KEY_BUCKETS = 64;

const SLOT = 2n ** 128n / BigInt(KEY_BUCKETS);

/** The bucket of a partition identifier (`anonymousId:…`), 0 to 63. */
export function keyBucket(partition: string): number {
  return (sha256(partition)[0] ?? 0) % KEY_BUCKETS;
}

/** The partition key of a bucket's records, for people who read the stream. */
export function partitionKey(bucket: number): string {
  return `b${bucket}`;
}

/**
 * The explicit hash key of a bucket's records: the middle of its slot of the 2^128 key space. Hashing the
 * partition key instead would leave shards without a bucket when the stream is split evenly.
 */
export function explicitHashKey(bucket: number): string {
  return HASH_KEYS[bucket] ?? middleOfSlot(bucket);
}

const HASH_KEYS: readonly string[] = Array.from({ length: KEY_BUCKETS }, (_, bucket) =>
  middleOfSlot(bucket),
);

function middleOfSlot(bucket: number): string {
  return String(BigInt(bucket) * SLOT + SLOT / 2n);
}

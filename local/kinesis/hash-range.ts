import { createHash } from 'node:crypto';

/** An inclusive range of the 128-bit hash key space. */
export interface HashRange {
  readonly start: bigint;
  readonly end: bigint;
}

const LAST_HASH_KEY = (1n << 128n) - 1n;

/** Where a partition key falls in the hash key space: its MD5 as an unsigned 128-bit number. */
export function hashKeyOf(partitionKey: string): bigint {
  return BigInt(`0x${createHash('md5').update(partitionKey).digest('hex')}`);
}

/** An explicit hash key as a number, or undefined when it is not a decimal below 2^128. */
export function parseHashKey(text: string): bigint | undefined {
  if (!/^(0|[1-9]\d{0,38})$/.test(text)) return undefined;
  const key = BigInt(text);
  return key <= LAST_HASH_KEY ? key : undefined;
}

/** The hash key space cut into `count` ranges of (nearly) the same size, in order and without a gap. */
export function evenHashRanges(count: number): HashRange[] {
  const width = (LAST_HASH_KEY + 1n) / BigInt(count);
  return Array.from({ length: count }, (_, index) => ({
    start: width * BigInt(index),
    end: index === count - 1 ? LAST_HASH_KEY : width * BigInt(index + 1) - 1n,
  }));
}

/** The part of a shard that its sequence numbers are made of. */
export interface SequenceBase {
  readonly createdAt: number;
  readonly shardIndex: number;
}

const COUNTER_DIGITS = 36;

/**
 * The sequence number of the `counter`-th record of a shard: 56 digits like Amazon's, too wide for a number, of one
 * width so that they also sort as strings, and rising from a parent shard to its children.
 */
export function sequenceNumber(shard: SequenceBase, counter: number): string {
  return `${prefix(shard)}${String(counter).padStart(COUNTER_DIGITS, '0')}`;
}

/** The counter in a sequence number of this shard, or undefined when it belongs to another. */
export function sequenceCounter(shard: SequenceBase, sequence: string): number | undefined {
  const expected = prefix(shard);
  if (sequence.length !== expected.length + COUNTER_DIGITS) return undefined;
  if (!sequence.startsWith(expected) || !/^\d+$/.test(sequence)) return undefined;
  const counter = Number(sequence.slice(expected.length));
  return Number.isSafeInteger(counter) ? counter : undefined;
}

function prefix({ createdAt, shardIndex }: SequenceBase): string {
  return `49${String(createdAt).padStart(13, '0')}${String(shardIndex).padStart(5, '0')}`;
}

/**
 * Where a message stands in the stream: the sequence number of its Kinesis record and its index inside it.
 * Sequence numbers reach 56 digits, hence bigint. Positions of one partition identifier only grow.
 */
export interface Position {
  readonly sequence: bigint;
  readonly index: number;
}

/** The last position applied to a profile for one partition identifier, and when (seconds), to prune by. */
export interface Mark extends Position {
  readonly at: number;
}

/** True where `mark` says that `position` was already applied. */
export function isReached(mark: Mark | undefined, position: Position): boolean {
  if (mark === undefined) return false;
  if (mark.sequence !== position.sequence) return mark.sequence > position.sequence;
  return mark.index >= position.index;
}

/** Marks a profile keeps at most: more partitions than that are a machine inventing anonymousIds. */
const KEPT = 32;

/**
 * Drops marks older than `oldest` (seconds) and all but the newest 32. Safe, because a message that no mark
 * covers is still known by its hash in the ring; a mark only spares looking there.
 */
export function pruneMarks(marks: Map<string, Mark>, oldest: number): void {
  for (const [partition, mark] of marks) if (mark.at < oldest) marks.delete(partition);
  if (marks.size <= KEPT) return;
  const byAge = [...marks].sort(
    ([, a], [, b]) => a.at - b.at || (a.sequence < b.sequence ? -1 : 1),
  );
  for (const [partition] of byAge.slice(0, -KEPT)) marks.delete(partition);
}

/**
 * Joins two profiles' marks: per partition the higher one. Messages of one partition are applied in order,
 * so the higher mark never hides an unapplied message.
 */
export function mergeMarks(into: Map<string, Mark>, from: ReadonlyMap<string, Mark>): void {
  for (const [partition, mark] of from) {
    if (!isReached(into.get(partition), mark)) into.set(partition, mark);
  }
}

import type { Identifier } from '../resolve/identifier.ts';

/** A merge as recorded: who was absorbed, and what it was known by. */
export interface RecordedMerge {
  readonly absorbed: string;
  readonly identifiers: readonly Identifier[];
}

/** What compaction needs: the record of a merge, and moving index entries past a tombstone. */
export interface MergeStore {
  findMerge(winner: string, mergeId: string): Promise<RecordedMerge | undefined>;
  /** Points the identifier at `to` if it still points at `from`; otherwise leaves it alone. */
  repoint(
    identifier: Identifier,
    move: { readonly from: string; readonly to: string },
  ): Promise<void>;
}

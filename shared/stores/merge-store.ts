import type { Identifier } from '../resolve/identifier.ts';

/** What compaction needs: whom a merge brought over, and moving index entries past tombstones. */
export interface MergeStore {
  /** The identifiers of the profile a merge absorbed; none where there is no such merge. */
  mergedIdentifiers(winner: string, mergeId: string): Promise<readonly Identifier[]>;
  /** Points the identifier straight at the profile that its pointers lead to now. */
  shorten(identifier: Identifier): Promise<void>;
}

import type { MergeStore } from '../../shared/stores/merge-store.ts';
import type { AnnouncedWrite } from '../../shared/stores/profile-stream.ts';

/**
 * Points an absorbed profile's identifiers straight at the winner. Nothing depends on it: readers follow the
 * tombstone's pointer; it saves them a hop.
 *
 * Idempotency key: each index entry, which ends at the survivor of the moment whatever came before. Throws
 * where the store fails: the batch comes again.
 */
export async function compactMerges(
  writes: readonly AnnouncedWrite[],
  dependencies: { readonly store: MergeStore },
): Promise<void> {
  const { store } = dependencies;
  for (const { profileId: winner, announcements } of writes) {
    for (const announcement of announcements) {
      if (announcement.type !== 'merged') continue;
      for (const identifier of await store.mergedIdentifiers(winner, announcement.mergeId)) {
        await store.shorten(identifier);
      }
    }
  }
}

import type { MergeStore } from '../../shared/stores/merge-store.ts';
import type { AnnouncedWrite } from '../../shared/stores/profile-stream.ts';

/**
 * Points an absorbed profile's identifiers straight at the winner. Nothing depends on it: readers follow the
 * tombstone's pointer; it saves them a hop.
 *
 * Idempotency key: each index entry, moved only while it still points at the absorbed profile. Throws where
 * the store fails: the batch comes again.
 */
export async function compactMerges(
  writes: readonly AnnouncedWrite[],
  dependencies: { readonly store: MergeStore },
): Promise<void> {
  const { store } = dependencies;
  for (const { profileId: winner, announcements } of writes) {
    for (const announcement of announcements) {
      if (announcement.type !== 'merged') continue;
      const merge = await store.findMerge(winner, announcement.mergeId);
      for (const identifier of merge?.identifiers ?? []) {
        await store.repoint(identifier, { from: announcement.absorbed, to: winner });
      }
    }
  }
}

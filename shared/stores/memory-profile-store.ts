import type { Profile } from '../profile/profile.ts';
import { identifierKey } from '../resolve/identifier.ts';
import type { AbsorbedProfile, Consistency, ProfileReader, ProfileStore } from './profile-store.ts';

/** A profile or the tombstone of an absorbed one, with what an old replica may still show. */
interface Stored {
  readonly current: Profile | { readonly parent: string };
  readonly previous: Profile | { readonly parent: string } | undefined;
}

/** A profile store in memory, and what tests look at in it. */
export interface MemoryProfileStore extends ProfileStore, ProfileReader {
  /** Every surviving profile. */
  roots(): Profile[];
  /** Where each identifier leads, by `type:value`. */
  index(): ReadonlyMap<string, string>;
  /** Absorbed profiles' pointers. */
  parents(): ReadonlyMap<string, string>;
  merges(): readonly AbsorbedProfile[];
}

/**
 * The store's contract without DynamoDB: for tests and benches, held to the same contract tests as the real
 * one. `isStale` decides, per item of an eventual read, whether to answer with the version before.
 */
export function memoryProfileStore(
  options: { readonly isStale?: () => boolean } = {},
): MemoryProfileStore {
  const index = new Map<string, { pid: string; fresh: boolean }>();
  const stored = new Map<string, Stored>();
  const pages = new Map<string, Set<string>>();
  const merges: AbsorbedProfile[] = [];
  const isStale = options.isStale ?? (() => false);

  function put(profileId: string, next: Stored['current']): void {
    stored.set(profileId, { current: next, previous: stored.get(profileId)?.current });
  }

  function current(profileId: string): Stored['current'] | undefined {
    return stored.get(profileId)?.current;
  }

  function survivor(profileId: string, consistency: Consistency): Profile | undefined {
    const entry = stored.get(profileId);
    const seen = consistency === 'eventual' && isStale() ? entry?.previous : entry?.current;
    return seen && 'parent' in seen ? survivor(seen.parent, consistency) : seen;
  }

  function isUnchanged(read: Profile): boolean {
    const now = current(read.profileId);
    return now !== undefined && !('parent' in now) && now.revision === read.revision;
  }

  const store: MemoryProfileStore = {
    async read(identifiers, consistency) {
      const found = new Map<string, Profile>();
      for (const identifier of identifiers) {
        const key = identifierKey(identifier);
        const entry = index.get(key);
        if (!entry) continue;
        const hidden = consistency === 'eventual' && entry.fresh && isStale();
        entry.fresh = false;
        const profile = hidden ? undefined : survivor(entry.pid, consistency);
        if (profile) found.set(key, profile);
      }
      return found;
    },
    async findPaged(profile, hashes) {
      const owners = [profile.profileId, ...profile.ring.pagedProfiles];
      return new Set(
        owners.flatMap((owner) => [...(pages.get(owner) ?? [])]).filter((hash) => hashes.has(hash)),
      );
    },
    async commit({ before, after, added, absorbed, pages: evicted }) {
      for (const { owner, hashes } of evicted) {
        pages.set(owner, new Set([...(pages.get(owner) ?? []), ...hashes]));
      }
      if (before ? !isUnchanged(before) : stored.has(after.profileId)) return 'conflict';
      if (absorbed.some((profile) => !isUnchanged(profile.before))) return 'conflict';
      if (added.some((identifier) => index.has(identifierKey(identifier)))) return 'conflict';
      put(after.profileId, after);
      for (const profile of absorbed) put(profile.before.profileId, { parent: after.profileId });
      for (const identifier of added) {
        index.set(identifierKey(identifier), { pid: after.profileId, fresh: true });
      }
      merges.push(...absorbed);
      return 'committed';
    },
    async findByIdentifier(identifier) {
      const entry = index.get(identifierKey(identifier));
      return entry && store.getProfile(entry.pid);
    },
    async getProfile(profileId) {
      return survivor(profileId, 'strong');
    },
    roots: () => [...stored.values()].flatMap(({ current: now }) => ('parent' in now ? [] : [now])),
    index: () => new Map([...index].map(([key, { pid }]) => [key, pid])),
    parents: () =>
      new Map(
        [...stored].flatMap(([profileId, { current: now }]) =>
          'parent' in now ? [[profileId, now.parent] as const] : [],
        ),
      ),
    merges: () => merges,
  };
  return store;
}

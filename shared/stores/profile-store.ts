import type { Profile } from '../profile/profile.ts';
import type { Identifier } from '../resolve/identifier.ts';
import type { RingPage } from '../resolve/message-ring.ts';

/** A merge to record: what was absorbed, as it was before, and the evidence that joined it. */
export interface AbsorbedProfile {
  /** The absorbed profile as read; its revision is the write's condition. */
  readonly before: Profile;
  readonly mergeId: string;
  /** The message that caused the merge, and its source. */
  readonly messageId: string;
  readonly source: string;
}

/** One write: a profile with everything folded in, and what must change with it or not at all. */
export interface ProfileChange {
  /** As read, or undefined to create. */
  readonly before: Profile | undefined;
  /** As it shall be; its `version` and `revision` are already the new ones. */
  readonly after: Profile;
  /** Identifiers nobody held before. */
  readonly added: readonly Identifier[];
  readonly absorbed: readonly AbsorbedProfile[];
  /** Pages evicted from the profiles involved, written ahead. */
  readonly pages: readonly RingPage[];
}

/**
 * `conflict`: somebody else wrote first, read again. `unstorable`: the database will never take it, whoever
 * asks. In both cases nothing of the change happened.
 */
export type CommitOutcome = 'committed' | 'conflict' | 'unstorable';

/** `eventual` costs half and may be stale, which the write's condition catches; `strong` after a conflict. */
export type Consistency = 'eventual' | 'strong';

/** Reading profiles, for those who never write. Both follow merges to the surviving profile. */
export interface ProfileReader {
  findByIdentifier(identifier: Identifier): Promise<Profile | undefined>;
  getProfile(profileId: string): Promise<Profile | undefined>;
}

/** Profiles and the index of identifiers, as resolve needs them. */
export interface ProfileStore {
  /** The surviving profile each identifier leads to, by `type:value`; unknown ones are absent. */
  read(
    identifiers: readonly Identifier[],
    consistency: Consistency,
  ): Promise<ReadonlyMap<string, Profile>>;
  /** Which of the message hashes lie in pages of the profile or of those it absorbed; one pass for all. */
  findPaged(profile: Profile, hashes: ReadonlySet<string>): Promise<ReadonlySet<string>>;
  commit(change: ProfileChange): Promise<CommitOutcome>;
}

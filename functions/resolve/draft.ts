import { mergeProfiles } from '../../shared/profile/merge-profiles.ts';
import { copyProfile, newProfile, type Profile } from '../../shared/profile/profile.ts';
import type { Identifier } from '../../shared/resolve/identifier.ts';
import type { IncomingMessage } from '../../shared/resolve/incoming-message.ts';
import { evictPage, type RingPage } from '../../shared/resolve/message-ring.ts';
import { pruneMarks } from '../../shared/resolve/position.ts';
import type { AbsorbedProfile, ProfileChange } from '../../shared/stores/profile-store.ts';

/** Message hashes a profile may carry between two writes: 12 KB, evicted to a page by the next one. */
const MAX_RING = 2_000;

/** One profile while a batch is folded into it: as read, as it shall be, and what one write must carry. */
export class Draft {
  readonly profileId: string;
  before: Profile | undefined;
  after: Profile;
  /** False while nothing folded in is worth a write. */
  matters = false;
  /** The draft that absorbed this one. */
  absorbedBy: Draft | undefined;
  #added: Identifier[] = [];
  #absorbed: AbsorbedProfile[] = [];
  #pages: RingPage[] = [];

  /** A draft of a stored profile, or of a new one under `profileId`. */
  constructor(stored: Profile | { readonly newId: string }) {
    const isNew = 'newId' in stored;
    this.profileId = isNew ? stored.newId : stored.profileId;
    this.before = isNew ? undefined : stored;
    this.after = isNew ? newProfile(stored.newId) : this.#copyOf(stored);
  }

  /** The draft this one ended up in: itself, or what absorbed it. */
  get root(): Draft {
    return this.absorbedBy ? this.absorbedBy.root : this;
  }

  /** How many items of a transaction the write needs so far, counting itself as an absorbed profile would. */
  get size(): number {
    return this.#added.length + 2 * this.#absorbed.length + 2;
  }

  /** True when so many messages are folded in that the ring would weigh on the item. */
  get isHeavy(): boolean {
    return this.after.ring.recent.length >= MAX_RING;
  }

  /** True where this batch already evicted the message's hash from the ring. */
  hasPaged(hash: string): boolean {
    return this.#pages.some((page) => page.hashes.includes(hash));
  }

  add(identifiers: readonly Identifier[]): void {
    this.#added.push(...identifiers);
  }

  /** Takes another draft in, with what it has folded and absorbed itself. */
  absorb(other: Draft, cause: { message: IncomingMessage; mergeId: string }): void {
    mergeProfiles(this.after, other.after);
    this.#added.push(...other.#added);
    this.#absorbed.push(...other.#absorbed);
    this.#pages.push(...other.#pages);
    if (other.before) {
      const { messageId, source } = cause.message;
      this.#absorbed.push({ before: other.before, mergeId: cause.mergeId, messageId, source });
    }
    other.absorbedBy = this;
    this.matters = true;
  }

  /** The write this draft needs now. `now` in seconds; marks older than `markLifetime` seconds are dropped. */
  change(time: { now: number; markLifetime: number }): ProfileChange {
    const { before, after } = this;
    pruneMarks(after.marks, time.now - time.markLifetime);
    const structural = !before || this.#added.length > 0 || this.#absorbed.length > 0;
    after.version = (before?.version ?? 0) + Number(structural);
    after.revision = (before?.revision ?? 0) + 1;
    after.announcements = [
      ...(before ? [] : [{ type: 'created' } as const]),
      ...this.#absorbed.map(
        ({ before: { profileId }, mergeId }) =>
          ({ type: 'merged', absorbed: profileId, mergeId }) as const,
      ),
    ];
    return { before, after, added: this.#added, absorbed: this.#absorbed, pages: this.#pages };
  }

  /** Starts over from what was just written. */
  committed(): void {
    const written = this.after;
    this.before = written;
    this.matters = false;
    this.#added = [];
    this.#absorbed = [];
    this.#pages = [];
    this.after = this.#copyOf(written);
  }

  // Eviction happens on the profile as stored, before this batch's messages: a page goes ahead of the
  // profile, so it may hold only messages already applied.
  #copyOf(stored: Profile): Profile {
    const copy = copyProfile(stored);
    const page = evictPage(copy.ring, stored.profileId);
    if (page) this.#pages.push(page);
    return copy;
  }
}

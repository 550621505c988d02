import type { Decimal } from '../kernel/decimal.ts';
import { emptyRing, type MessageRing } from '../resolve/message-ring.ts';
import type { Mark } from '../resolve/position.ts';
import type { RecentEvent } from './recent-events.ts';

/** What is known of one identifier's membership in a profile. */
export interface IdentifierEntry {
  /** When it joined, milliseconds. */
  readonly at: number;
  /** True for an e-mail or phone that only a public source has claimed. */
  readonly unverified: boolean;
}

/** A stated fact and where it comes from. `value` undefined is a tombstone: the trait was unset. */
export interface Trait {
  readonly value: unknown;
  /** When it was stated, milliseconds. */
  readonly timestamp: number;
  readonly source: string;
  /** The message's hash: breaks ties between equal timestamps, whatever the order of arrival. */
  readonly by: string;
}

/** A derived fact's state: an exact count or sum, and the latest event that moved it. */
export interface ComputedTraitState {
  readonly value: Decimal;
  /** When its definition was created, milliseconds: a definition made anew under the same key starts over. */
  readonly since: number;
  readonly timestamp: number;
}

/** A change that the outside hears about, riding on the write that made it. */
export type Announcement =
  | { readonly type: 'created' }
  | { readonly type: 'merged'; readonly absorbed: string; readonly mergeId: string };

/**
 * One person: the surviving node of the identity graph with everything folded onto it. Mutable by design:
 * resolve copies the profile it read (`copyProfile`), folds a batch into the copy, and writes once.
 */
export interface Profile {
  readonly profileId: string;
  /** Grows with every change of identity; `revision` with every write. 0 until first written. */
  version: number;
  revision: number;
  /** By `type:value`. */
  readonly identifiers: Map<string, IdentifierEntry>;
  /** By partition (8 characters). */
  readonly marks: Map<string, Mark>;
  ring: MessageRing;
  readonly traits: Map<string, Trait>;
  readonly computed: Map<string, ComputedTraitState>;
  /** Oldest first. */
  recent: RecentEvent[];
  /** Milliseconds. */
  firstSeen: number;
  lastSeen: number;
  /** What the last write announces. */
  announcements: Announcement[];
}

/** A profile nobody has written yet. */
export function newProfile(profileId: string): Profile {
  return {
    profileId,
    version: 0,
    revision: 0,
    identifiers: new Map(),
    marks: new Map(),
    ring: emptyRing(),
    traits: new Map(),
    computed: new Map(),
    recent: [],
    firstSeen: Number.POSITIVE_INFINITY,
    lastSeen: Number.NEGATIVE_INFINITY,
    announcements: [],
  };
}

/** A copy to fold into, with nothing to announce yet. */
export function copyProfile(profile: Profile): Profile {
  return {
    ...profile,
    identifiers: new Map(profile.identifiers),
    marks: new Map(profile.marks),
    ring: { ...profile.ring, recent: [...profile.ring.recent] },
    traits: new Map(profile.traits),
    computed: new Map(profile.computed),
    recent: [...profile.recent],
    announcements: [],
  };
}

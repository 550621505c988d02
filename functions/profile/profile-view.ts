import { formatDecimal } from '../../shared/kernel/decimal.ts';
import { computedSince } from '../../shared/profile/computed-trait.ts';
import type { ComputedTrait } from '../../shared/profile/computed-trait-definition.ts';
import type { Profile } from '../../shared/profile/profile.ts';
import { IDENTIFIER_TYPES, parseIdentifierKey } from '../../shared/resolve/identifier.ts';

/** A trait with where it comes from: a source's id, or `computed`. `timestamp` is ISO 8601. */
export interface TraitDetails {
  readonly value: unknown;
  readonly timestamp: string;
  readonly source: string;
}

/** A profile as the API shows it. `traits` holds stated and computed traits; the computed one wins a name. */
export interface ProfileView {
  readonly profileId: string;
  readonly identifiers: readonly { readonly type: string; readonly value: string }[];
  readonly traits: Readonly<Record<string, unknown>>;
  /** Keys of the audiences the profile is in. */
  readonly audiences: readonly string[];
  readonly firstSeen: string | null;
  readonly lastSeen: string | null;
}

/** How to show a profile. */
export interface ViewOptions {
  /** Each trait as `TraitDetails`, each identifier with `verified` and `joinedAt`. */
  readonly details: boolean;
  /** Those in force: what a deleted one computed stays on the profile, but is not shown. */
  readonly computedTraits: readonly ComputedTrait[];
}

/** Shows a profile. */
export function viewProfile(profile: Profile, options: ViewOptions): ProfileView {
  const traits = traitDetails(profile, options.computedTraits);
  return {
    profileId: profile.profileId,
    identifiers: identifiersOf(profile, options),
    traits: options.details ? Object.fromEntries(traits) : valuesOf(traits),
    audiences: [],
    firstSeen: instant(profile.firstSeen),
    lastSeen: instant(profile.lastSeen),
  };
}

/** One line of a profile's short memory as the API shows it. */
export interface RecentEventView {
  readonly type: string;
  /** A track's event name, a page's or screen's name; null for the other types. */
  readonly event: string | null;
  readonly timestamp: string;
}

/** The recent events, newest first. */
export function viewRecentEvents(profile: Profile): RecentEventView[] {
  return profile.recent
    .map(({ type, event, timestamp }) => ({
      type,
      event: event ?? null,
      timestamp: new Date(timestamp).toISOString(),
    }))
    .reverse();
}

function identifiersOf(profile: Profile, options: { details: boolean }) {
  return [...profile.identifiers]
    .flatMap(([key, entry]) => {
      const identifier = parseIdentifierKey(key);
      return identifier ? [{ ...identifier, entry }] : [];
    })
    .sort((a, b) => rank(a.type) - rank(b.type) || (a.value < b.value ? -1 : 1))
    .map(({ type, value, entry }) =>
      options.details
        ? { type, value, verified: !entry.unverified, joinedAt: instant(entry.at) }
        : { type, value },
    );
}

function rank(type: (typeof IDENTIFIER_TYPES)[number]): number {
  return IDENTIFIER_TYPES.indexOf(type);
}

function traitDetails(
  profile: Profile,
  computedTraits: readonly ComputedTrait[],
): Map<string, TraitDetails> {
  const all = new Map<string, TraitDetails>();
  for (const [name, { value, timestamp, source }] of profile.traits) {
    // An unset trait stays as a tombstone, so that an older message cannot bring it back.
    if (value === undefined) continue;
    all.set(name, { value, timestamp: new Date(timestamp).toISOString(), source });
  }
  for (const trait of computedTraits) {
    const state = profile.computed.get(trait.key);
    if (state?.since !== computedSince(trait)) continue;
    all.set(trait.key, {
      value: Number(formatDecimal(state.value)),
      timestamp: new Date(state.timestamp).toISOString(),
      source: 'computed',
    });
  }
  return all;
}

function valuesOf(traits: ReadonlyMap<string, TraitDetails>): Record<string, unknown> {
  return Object.fromEntries([...traits].map(([name, { value }]) => [name, value]));
}

function instant(milliseconds: number): string | null {
  return Number.isFinite(milliseconds) ? new Date(milliseconds).toISOString() : null;
}

import { mergeRings } from '../resolve/message-ring.ts';
import { mergeMarks } from '../resolve/position.ts';
import { mergeComputedTraits } from './computed-trait.ts';
import { mergeTraits } from './fold-traits.ts';
import type { Profile } from './profile.ts';
import { mergeRecentEvents } from './recent-events.ts';

/**
 * Folds an absorbed profile into the winner, in place. Every part joins by a commutative, associative rule
 * (union, later wins, sum, maximum), so the order of merges does not show while the traits fit their budget.
 */
export function mergeProfiles(winner: Profile, absorbed: Profile): void {
  for (const [key, entry] of absorbed.identifiers) winner.identifiers.set(key, entry);
  mergeMarks(winner.marks, absorbed.marks);
  mergeRings(winner.ring, { ...absorbed.ring, profileId: absorbed.profileId });
  mergeTraits(winner.traits, absorbed.traits);
  mergeComputedTraits(winner.computed, absorbed.computed);
  winner.recent = mergeRecentEvents(winner.recent, absorbed.recent);
  winner.firstSeen = Math.min(winner.firstSeen, absorbed.firstSeen);
  winner.lastSeen = Math.max(winner.lastSeen, absorbed.lastSeen);
}

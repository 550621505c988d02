import type { LinkDecision } from '../resolve/decide-links.ts';
import { identifierKey } from '../resolve/identifier.ts';
import type { IncomingMessage } from '../resolve/incoming-message.ts';
import { remember } from '../resolve/message-ring.ts';
import { type ComputedTraitIndex, foldComputedTraits } from './computed-trait.ts';
import { foldTraits } from './fold-traits.ts';
import type { Profile } from './profile.ts';
import { addRecentEvent } from './recent-events.ts';

/** What a message did to a profile. */
export interface Effect {
  /** False where nothing happened that is worth a write: the message only rides along if one happens anyway. */
  readonly matters: boolean;
  readonly droppedTraits: number;
}

/** What counts as worth a write, and which computed traits exist. */
export interface FoldRules {
  readonly computedTraits: ComputedTraitIndex;
  /** `lastSeen` is kept this coarse, milliseconds: a message that only moves it by less writes nothing. */
  readonly lastSeenGranularity: number;
}

/**
 * Folds one message into the profile it belongs to: the identifiers it adds, traits, computed traits, first
 * and last seen, recent events, its mark and its place in the ring. `savedLastSeen` is what the stored
 * profile says. Idempotency key: (partition, position) for redelivery, (source, messageId) for resends; both
 * are checked by the caller before.
 */
export function applyMessage(
  profile: Profile,
  message: IncomingMessage,
  context: {
    readonly link: Pick<LinkDecision, 'accepted' | 'added'>;
    readonly rules: FoldRules;
    readonly savedLastSeen: number;
    /** Seconds; the mark's age. */
    readonly arrivedAt: number;
  },
): Effect {
  const verified = foldIdentifiers(profile, message, context.link);
  const { timestamp, source, hash: by } = message;
  const traits = foldTraits(profile.traits, { traits: message.traits, timestamp, source, by });
  const computed = foldComputedTraits(profile.computed, message, context.rules.computedTraits);
  profile.firstSeen = Math.min(profile.firstSeen, timestamp);
  profile.lastSeen = Math.max(profile.lastSeen, timestamp);
  if (message.type !== 'identify' && message.type !== 'alias') {
    const { type, event } = message;
    profile.recent = addRecentEvent(profile.recent, { type, event, timestamp });
  }
  profile.marks.set(message.partition, { ...message.position, at: context.arrivedAt });
  remember(profile.ring, message);
  const seenAgain = timestamp - context.savedLastSeen >= context.rules.lastSeenGranularity;
  return {
    matters: context.link.added.length > 0 || verified || traits.changed || computed || seenAgain,
    droppedTraits: traits.dropped,
  };
}

/**
 * Adds identifiers, e-mails and phones from a public source as unverified, and verifies what a trusted source
 * states again. Returns whether anything was verified.
 */
function foldIdentifiers(
  { identifiers }: Profile,
  message: IncomingMessage,
  link: Pick<LinkDecision, 'accepted' | 'added'>,
): boolean {
  const trusted = message.trust === 'trusted';
  for (const identifier of link.added) {
    const claimable = identifier.type === 'email' || identifier.type === 'phone';
    const unverified = claimable && !trusted;
    identifiers.set(identifierKey(identifier), { at: message.timestamp, unverified });
  }
  let verified = false;
  // Alone, an identifier is named but not said to be this person's.
  const states = trusted && link.accepted.length > 1;
  for (const key of states ? link.accepted.map(identifierKey) : []) {
    const entry = identifiers.get(key);
    if (!entry?.unverified) continue;
    identifiers.set(key, { ...entry, unverified: false });
    verified = true;
  }
  return verified;
}

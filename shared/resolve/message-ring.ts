import { sha256 } from '../kernel/hash.ts';

/** How many message hashes stay on the profile when a page is evicted, and how many make a page. */
const KEPT = 16;
const PAGE = 64;
/** Milliseconds. */
const DAY = 86_400_000;

/**
 * Which messages a profile has already applied, so that a client's resend counts once.
 *
 * The newest hashes ride on the profile (`recent`, oldest first); older ones lie in page items. `floor` is
 * the latest original timestamp any evicted message can have: a message later than it can't be in a page,
 * so the usual case reads none. `pagedProfiles` are absorbed profiles whose pages count as ours.
 */
export interface MessageRing {
  recent: string[];
  /** Milliseconds; undefined until a page exists. */
  floor: number | undefined;
  /** The latest original timestamp applied so far, milliseconds. */
  latest: number;
  pages: number;
  pagedProfiles: string[];
}

/** A page of evicted hashes, written before the profile drops them; the same page number always holds the same hashes. */
export interface RingPage {
  /** The profile that evicted it. */
  readonly owner: string;
  readonly number: number;
  readonly hashes: readonly string[];
}

/** A ring that has seen nothing. */
export function emptyRing(): MessageRing {
  return { recent: [], floor: undefined, latest: 0, pages: 0, pagedProfiles: [] };
}

/**
 * The hash a message is remembered by: 48 bits of SHA-256 over source and messageId, as 8 characters.
 * Scoped by source so that one source can't suppress another's messages by guessing ids. Two different
 * messages of one profile collide with probability 2^-48 per remembered message.
 */
export function messageHash(source: string, messageId: string): string {
  return sha256(`${source}\n${messageId}`).subarray(0, 6).toString('base64url');
}

/** What the ring asks of a message. Milliseconds. */
export interface RememberedMessage {
  readonly hash: string;
  /** By the client's word; undefined where it said nothing. */
  readonly originalTimestamp: number | undefined;
  /** When this copy reached us. */
  readonly receivedAt: number;
}

/**
 * True where the pages must be read to know whether the message was applied: it is no later than the floor,
 * it could be any age, or its client's clock is so far ahead that `remember` may have ignored it.
 */
export function mayBePaged(ring: MessageRing, message: RememberedMessage): boolean {
  const { originalTimestamp, receivedAt } = message;
  if (ring.floor === undefined) return false;
  if (originalTimestamp === undefined || originalTimestamp <= ring.floor) return true;
  return originalTimestamp > receivedAt + DAY;
}

/**
 * Remembers an applied message. A clock more than two days ahead does not raise the floor, or one such device
 * would make everybody's messages look paged for years; its own resends, within a day, still find it.
 */
export function remember(ring: MessageRing, message: RememberedMessage): void {
  ring.recent.push(message.hash);
  const original = message.originalTimestamp ?? 0;
  if (original <= message.receivedAt + 2 * DAY) ring.latest = Math.max(ring.latest, original);
}

/**
 * Evicts the oldest hashes into a page once a page's worth lies there, and returns it, or undefined.
 *
 * Call it on a profile as read, before this batch's messages are added: a page is written ahead of the
 * profile, so it may hold only messages that are already applied.
 */
export function evictPage(ring: MessageRing, owner: string): RingPage | undefined {
  if (ring.recent.length < KEPT + PAGE) return undefined;
  const hashes = ring.recent.slice(0, -KEPT);
  ring.recent = ring.recent.slice(-KEPT);
  ring.floor = Math.max(ring.floor ?? 0, ring.latest);
  ring.pages += 1;
  return { owner, number: ring.pages, hashes };
}

/** Joins an absorbed profile's ring into the winner's. */
export function mergeRings(
  into: MessageRing,
  from: MessageRing & { readonly profileId: string },
): void {
  into.recent = [...from.recent, ...into.recent];
  into.latest = Math.max(into.latest, from.latest);
  if (from.floor !== undefined) into.floor = Math.max(into.floor ?? 0, from.floor);
  const own = from.pages > 0 ? [from.profileId] : [];
  into.pagedProfiles = [...new Set([...into.pagedProfiles, ...from.pagedProfiles, ...own])];
}

import type { MessageType } from '../collect/envelope.ts';

/** One line of a profile's short memory. */
export interface RecentEvent {
  readonly type: MessageType;
  /** A track's event name, a page's or screen's name; at most 64 characters. */
  readonly event: string | undefined;
  /** Milliseconds. */
  readonly timestamp: number;
}

/** How many events ride on the profile; the lake has them all. */
const KEPT = 8;
const NAME_LENGTH = 64;

/** Adds an event, keeping the newest by timestamp, oldest first. */
export function addRecentEvent(recent: readonly RecentEvent[], event: RecentEvent): RecentEvent[] {
  const short = { ...event, event: event.event?.slice(0, NAME_LENGTH).toWellFormed() };
  return mergeRecentEvents(recent, [short]);
}

/** The newest of two lists. */
export function mergeRecentEvents(
  a: readonly RecentEvent[],
  b: readonly RecentEvent[],
): RecentEvent[] {
  return [...a, ...b].sort(compareEvents).slice(-KEPT);
}

function compareEvents(a: RecentEvent, b: RecentEvent): number {
  if (a.timestamp !== b.timestamp) return a.timestamp - b.timestamp;
  const [left, right] = [`${a.type}|${a.event}`, `${b.type}|${b.event}`];
  return left < right ? -1 : Number(left > right);
}

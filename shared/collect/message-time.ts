import type { SourceKind } from './envelope.ts';

const MAX_AHEAD_MS = 5 * 60_000;
const TOLERATED_SKEW_MS = 60_000;

/** What every SDK sends; days up to 28 exist in every month, so Date.parse can be trusted with it. */
const USUAL = /^\d{4}-\d\d-(?:[01]\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?Z$/;

const ISO_8601 =
  /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)? ?(Z|[+-]\d\d(?::?\d\d)?)?)?$/;

/**
 * Reads an ISO 8601 date with a four-digit year as milliseconds since the epoch; without an offset it is
 * UTC, wherever we run. Undefined for anything else: `Date.parse` takes "1" for a year, February 30th for
 * March 1st, and a time without offset for local time. A leap second is the second before it.
 */
export function parseInstant(text: unknown): number | undefined {
  if (typeof text !== 'string') return undefined;
  const milliseconds = USUAL.test(text) ? Date.parse(text) : parseUnusual(text.toUpperCase());
  return milliseconds === undefined || Number.isNaN(milliseconds) ? undefined : milliseconds;
}

function parseUnusual(text: string): number | undefined {
  const match = ISO_8601.exec(text);
  if (!match) return undefined;
  const [, date = '', time = '00:00', second = '00', fraction = '', zone = 'Z'] = match;
  const dayExists = new Date(`${date}T00:00Z`).getUTCDate() === Number(date.slice(8));
  if (!dayExists) return undefined;
  const offset =
    zone === 'Z' ? zone : `${zone.slice(0, 3)}:${zone.slice(3).replace(':', '') || '00'}`;
  const seconds = `${second === '60' ? '59' : second}.${fraction.slice(0, 3).padEnd(3, '0')}`;
  return Date.parse(`${date}T${time}:${seconds}${offset}`);
}

/** When a message happened. */
export interface MessageTime {
  /** Corrected and clamped, ISO 8601 with milliseconds. */
  readonly timestamp: string;
  /** By the client's own word, milliseconds; undefined where it said nothing readable. */
  readonly originalTimestamp: number | undefined;
}

/**
 * Judges a message's claim of when it happened, `claimed`, against when the client says it sent it
 * (`sentAt`) and when we received it (`receivedAt`), both in milliseconds.
 *
 * Segment's correction `receivedAt - (sentAt - timestamp)` is applied to public sources only, where the
 * clock is a visitor's, and beyond 60 s of skew, below which it would add network delay to good clocks.
 * The future is clamped to five minutes past receipt; the past is never touched: history is imported.
 */
export function messageTime(input: {
  claimed: unknown;
  sentAt: number | undefined;
  receivedAt: number;
  kind: SourceKind;
}): MessageTime {
  const { claimed, sentAt, receivedAt } = input;
  const original = parseInstant(claimed);
  if (original === undefined) return { timestamp: iso(receivedAt), originalTimestamp: undefined };
  const skew = input.kind === 'public' && sentAt !== undefined ? receivedAt - sentAt : 0;
  const corrected = Math.abs(skew) > TOLERATED_SKEW_MS ? original + skew : original;
  const timestamp = Math.max(Math.min(corrected, receivedAt + MAX_AHEAD_MS), YEAR_ZERO);
  const isAsSent = timestamp === original && typeof claimed === 'string' && EXACT.test(claimed);
  return { timestamp: isAsSent ? claimed : iso(timestamp), originalTimestamp: original };
}

/** A four-digit year is all that readers of ISO 8601 agree on. */
const YEAR_ZERO = Date.parse('0000-01-01T00:00:00.000Z');

/**
 * The form `toISOString` prints, of a day that exists; what is sent in it needs no printing, which costs
 * half a microsecond. Leap seconds, 24:00 and lower-case letters are not of it: readers differ on them.
 */
const EXACT = /^\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

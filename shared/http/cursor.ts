import { BadRequestError } from '../kernel/errors.ts';

/** The most entries a page of a list can have, and how many it has unless the caller says. */
const MAX_LIMIT = 200;
const DEFAULT_LIMIT = 50;

/** A cursor holds a sort key, and DynamoDB has none that is longer. */
const MAX_CURSOR_BYTES = 1_024;

/** Writes where a list goes on as an opaque `cursor`; null on the last page. */
export function formatCursor(next: string | undefined): string | null {
  return next === undefined ? null : Buffer.from(next, 'utf8').toString('base64url');
}

/** Reads `?cursor=` and `?limit=` of a list. Throws `invalid_cursor` or `invalid_query` (400). */
export function pageOf(query: Readonly<Record<string, string | undefined>>): {
  limit: number;
  after?: string;
} {
  return { limit: parseLimit(query.limit), after: parseCursor(query.cursor) };
}

function parseLimit(text: string | undefined): number {
  if (text === undefined) return DEFAULT_LIMIT;
  const limit = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= MAX_LIMIT) return limit;
  throw new BadRequestError('invalid_query', `limit is not a number from 1 to ${MAX_LIMIT}`);
}

function parseCursor(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const bytes = Buffer.from(text, 'base64url');
  const after = bytes.toString('utf8');
  const fits = bytes.length > 0 && bytes.length <= MAX_CURSOR_BYTES;
  if (fits && formatCursor(after) === text) return after;
  throw new BadRequestError('invalid_cursor', 'cursor is not one that a list has returned');
}

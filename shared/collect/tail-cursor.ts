import { BadRequestError } from '../kernel/errors.ts';
import { isJsonObject } from './json-object.ts';

/** How far one shard was shown: up to and with a record, or only its first `shown` messages. */
export interface ShardPosition {
  readonly sequenceNumber: string;
  /** Messages of that record already shown; undefined when it was shown whole. */
  readonly shown?: number;
}

/**
 * How far a reader of the live tail has come. All of it travels with the reader, so that any instance
 * can answer and none has to remember.
 */
export interface TailCursor {
  /** Where shards without a position begin, milliseconds since the epoch. */
  readonly from: number;
  readonly shards: ReadonlyMap<string, ShardPosition>;
}

const POSITION = /^(\d{1,64})(?:\+(\d{1,9}))?$/;
const SHARD_ID = /^shardId-\d{1,20}$/;
const MAX_LENGTH = 16_384;

/** Prints a cursor for the client: base64url of `{"t": ms, "s": {"<shard>": "<seq>" or "<seq>+<shown>"}}`. */
export function formatTailCursor(cursor: TailCursor): string {
  const positions = [...cursor.shards].map(([shardId, { sequenceNumber, shown }]) => [
    shardId,
    shown === undefined ? sequenceNumber : `${sequenceNumber}+${shown}`,
  ]);
  const text = JSON.stringify({ t: cursor.from, s: Object.fromEntries(positions) });
  return Buffer.from(text).toString('base64url');
}

/** Reads what `formatTailCursor` printed. Throws `invalid_cursor` (400) for anything else. */
export function parseTailCursor(text: string): TailCursor {
  const fields = text.length <= MAX_LENGTH ? jsonOf(Buffer.from(text, 'base64url').toString()) : {};
  const { t, s } = isJsonObject(fields) ? fields : {};
  if (typeof t !== 'number' || !Number.isSafeInteger(t) || t < 0 || !isJsonObject(s)) {
    throw invalidCursor();
  }
  const shards = Object.entries(s).map(([shardId, position]) => {
    const match = typeof position === 'string' ? POSITION.exec(position) : null;
    const [, sequenceNumber, shown] = match ?? [];
    if (sequenceNumber === undefined || !SHARD_ID.test(shardId)) throw invalidCursor();
    const at = { sequenceNumber, shown: shown === undefined ? undefined : Number(shown) };
    return [shardId, at] as const;
  });
  return { from: t, shards: new Map(shards) };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function invalidCursor(): BadRequestError {
  return new BadRequestError('invalid_cursor', 'cursor is not one that an earlier reply gave');
}

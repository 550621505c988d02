import { type Envelope, MESSAGE_TYPES } from '../../shared/collect/envelope.ts';
import {
  formatTailCursor,
  parseTailCursor,
  type ShardPosition,
  type TailCursor,
} from '../../shared/collect/tail-cursor.ts';
import { tailMessageOf } from '../../shared/collect/tail-message.ts';
import { type TailPage, takeTailPage } from '../../shared/collect/tail-page.ts';
import { requireScope } from '../../shared/govern/principal.ts';
import type { Route } from '../../shared/http/api-handler.ts';
import { jsonReply } from '../../shared/http/api-reply.ts';
import type { ApiRequest } from '../../shared/http/api-request.ts';
import { authenticate } from '../../shared/http/authenticate.ts';
import type { Clock } from '../../shared/kernel/clock.ts';
import { BadRequestError } from '../../shared/kernel/errors.ts';
import type { MessageStreamReader, ReadFrom } from '../../shared/stores/message-stream-reader.ts';
import type { TokenStore } from '../../shared/stores/token-store.ts';

/** What the tail needs. */
export interface TailStores {
  readonly tokens: TokenStore;
  readonly stream: MessageStreamReader;
  readonly clock: Clock;
}

const LIMIT = { name: 'limit', min: 1, max: 200, default: 50 };
/** Seconds back that a first call may begin: enough to look at what just happened, too little to export. */
const SINCE = { name: 'since', min: 0, max: 900, default: 0 };
/** Kinesis refuses a time that its own clock has not reached. */
const CLOCK_SLACK_MS = 1_000;

/**
 * `GET /v1/admin/tail?cursor=&limit=&since=&source=&type=&redact=`: the messages arriving now, oldest
 * first, as `{messages, cursor}`; the next call with that cursor goes on where this one ended. Without a
 * cursor it begins now, or `since` seconds ago. Quarantined messages are shown with their reason.
 *
 * Reads only and keeps nothing. Redacted unless `redact=false`, which needs the scope `profiles:read`
 * beside `tail:read`. Throws `unauthorized`, `forbidden`, `invalid_query`, `invalid_cursor`.
 */
export function createTail(stores: TailStores): Route {
  return async (request) => {
    const redact = await allowedRedaction(request, stores.tokens);
    const limit = numberOf(request, LIMIT);
    const cursor = cursorOf(request, stores.clock.now());
    const shardIds = await stores.stream.shardIds();
    const share = Math.max(1, Math.floor(limit / Math.max(1, shardIds.length)));
    const wanted = filterOf(request);
    const pages = await Promise.all(
      shardIds.map(async (shardId): Promise<[string, TailPage]> => {
        const position = cursor.shards.get(shardId);
        const from = readFrom(position, cursor);
        const records = await stores.stream.read(shardId, { from, limit: share });
        return [shardId, takeTailPage({ records, position, limit: share, wanted })];
      }),
    );
    const messages = pages
      .flatMap(([, page]) => page.envelopes)
      .sort((a, b) => Date.parse(a.receivedAt) - Date.parse(b.receivedAt))
      .map((envelope) => tailMessageOf(envelope, { redact }));
    return jsonReply({ messages, cursor: formatTailCursor(advance(cursor, pages)) });
  };
}

async function allowedRedaction(request: ApiRequest, tokens: TokenStore): Promise<boolean> {
  const { authorization } = request.headers;
  const principal = await authenticate({ authorization, tokens });
  requireScope(principal, 'tail:read');
  const redact = request.query.redact ?? 'true';
  if (redact !== 'true' && redact !== 'false') {
    throw new BadRequestError(
      'invalid_query',
      "redact is not a boolean, expected 'true' or 'false'",
    );
  }
  if (redact === 'false') requireScope(principal, 'profiles:read');
  return redact === 'true';
}

function cursorOf(request: ApiRequest, now: number): TailCursor {
  const { cursor } = request.query;
  if (cursor !== undefined && cursor !== '') return parseTailCursor(cursor);
  const from = now - CLOCK_SLACK_MS - numberOf(request, SINCE) * 1_000;
  return { from, shards: new Map() };
}

function readFrom(position: ShardPosition | undefined, cursor: TailCursor): ReadFrom {
  if (position === undefined) return { kind: 'time', at: cursor.from };
  const { sequenceNumber, shown } = position;
  return { kind: shown === undefined ? 'after' : 'at', sequenceNumber };
}

function advance(cursor: TailCursor, pages: readonly [string, TailPage][]): TailCursor {
  const shards = new Map<string, ShardPosition>();
  for (const [shardId, { position }] of pages) {
    if (position !== undefined) shards.set(shardId, position);
  }
  return { from: cursor.from, shards };
}

function filterOf(request: ApiRequest): (envelope: Envelope) => boolean {
  const { source, type } = request.query;
  const isType = type === undefined || MESSAGE_TYPES.some((known) => known === type);
  if (!isType) {
    throw new BadRequestError(
      'invalid_query',
      `type is not known, expected one of ${MESSAGE_TYPES.join(', ')}`,
    );
  }
  return (envelope) =>
    (source === undefined || envelope.source === source) &&
    (type === undefined || envelope.type === type);
}

function numberOf(
  request: ApiRequest,
  field: { name: string; min: number; max: number; default: number },
): number {
  const text = request.query[field.name];
  if (text === undefined) return field.default;
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= field.min && value <= field.max) return value;
  throw new BadRequestError(
    'invalid_query',
    `${field.name} is out of range, expected a whole number from ${field.min} to ${field.max}`,
  );
}

import * as z from 'zod/mini';
import { canonicalJson } from '../kernel/canonical-json.ts';
import { BadRequestError, ConflictError } from '../kernel/errors.ts';
import { sha256Hex } from '../kernel/hash.ts';

/** How long a reply is kept under its `Idempotency-Key`, in seconds. */
export const KEEP_REPLY_SECONDS = 24 * 60 * 60;

/** The reply to a change, kept so that a repeated call is answered without a second effect. */
export const KeptReply = z.object({
  v: z.literal(1),
  /** Who called; a key of one principal means nothing to another. */
  principal: z.string(),
  /** Route and key: `POST /v1/admin/computed-traits#<Idempotency-Key>`. */
  key: z.string(),
  /** Hash of what the caller asked for, see `requestFingerprint`. */
  fingerprint: z.string(),
  reply: z.object({
    status: z.number(),
    headers: z.record(z.string(), z.string()),
    body: z.optional(z.string()),
  }),
  /** Seconds since the epoch, the table's TTL attribute. DynamoDB deletes late, so readers look at it too. */
  ttl: z.number(),
});
export type KeptReply = z.infer<typeof KeptReply>;

const KEY = /^[\x21-\x7e]{1,255}$/;

/** Checks an `Idempotency-Key` header: 1 to 255 visible ASCII characters. Undefined when there is none. */
export function parseIdempotencyKey(header: string | undefined): string | undefined {
  if (header === undefined || KEY.test(header)) return header;
  throw new BadRequestError(
    'invalid_idempotency_key',
    `idempotency key is not usable, expected 1 to 255 visible ASCII characters, got ${header.length} characters`,
  );
}

/** Hashes what makes two requests the same request. Order of members and white space in the body do not count. */
export function requestFingerprint(request: {
  method: string;
  path: string;
  ifMatch: string | undefined;
  body: unknown;
}): string {
  return sha256Hex(canonicalJson(request));
}

/**
 * The reply to repeat, or undefined when there is none that is still valid at `now` (ms). Throws
 * `idempotency_key_reused` (422) when the key was used for another request.
 */
export function replyToRepeat(
  kept: KeptReply | undefined,
  request: { fingerprint: string; now: number },
): KeptReply['reply'] | undefined {
  if (kept === undefined || kept.ttl * 1000 <= request.now) return undefined;
  if (kept.fingerprint === request.fingerprint) return kept.reply;
  throw new ConflictError(
    'idempotency_key_reused',
    'idempotency key was used for another request, expected a new key for a new request',
    { status: 422 },
  );
}

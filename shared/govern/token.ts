import { timingSafeEqual } from 'node:crypto';
import * as z from 'zod/mini';
import { sha256Hex } from '../kernel/hash.ts';
import { SCOPES } from './scopes.ts';

/** A token as stored: the hash of its secret (SHA-256, lower-case hex), never the secret. */
export const StoredToken = z.object({
  v: z.literal(1),
  hash: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
  principal: z.string().check(z.minLength(1)),
  scopes: z.array(z.enum(SCOPES)),
  createdAt: z.string(),
});
export type StoredToken = z.infer<typeof StoredToken>;

/** The two parts of a token's text `tat_<id>_<secret>`: the id finds the stored token, the secret proves it. */
export interface TokenText {
  readonly id: string;
  readonly secret: string;
}

const TOKEN = /^tat_([0-9a-z]{8,32})_([0-9a-z]{32,128})$/;

/** Stands in for the hash of a token that does not exist; no secret is known to have it. */
const NO_HASH = '0'.repeat(64);

/** Reads a token's text, or returns undefined when it does not look like one. */
export function parseToken(text: string): TokenText | undefined {
  const match = TOKEN.exec(text);
  const [, id, secret] = match ?? [];
  return id !== undefined && secret !== undefined ? { id, secret } : undefined;
}

/** Writes a token as its holder keeps it. */
export function formatToken(token: TokenText): string {
  return `tat_${token.id}_${token.secret}`;
}

/**
 * Says whether `secret` is the secret of `stored`, in time that depends on neither. An unknown token
 * (`stored` undefined) costs the same hash and the same comparison.
 */
export function tokenMatches(
  stored: StoredToken | undefined,
  secret: string,
): stored is StoredToken {
  const expected = Buffer.from(stored?.hash ?? NO_HASH, 'hex');
  const actual = Buffer.from(sha256Hex(secret), 'hex');
  return timingSafeEqual(expected, actual) && stored !== undefined;
}

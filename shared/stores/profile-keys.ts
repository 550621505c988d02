import { hmacBase64Url } from '../kernel/hash.ts';
import { WORKSPACE } from '../kernel/workspace.ts';
import { type Identifier, identifierKey } from '../resolve/identifier.ts';

/** Hashes an identifier for use in a key: no identifier's value appears in any primary key. */
export type HashIdentifier = (identifier: Identifier) => string;

/** The hash under the deployment's secret key: 22 characters hold 132 bits of HMAC-SHA256. */
export function identifierHasher(secret: string): HashIdentifier {
  return (identifier) => hmacBase64Url(secret, identifierKey(identifier), 22);
}

/** Primary keys of the `profiles` table, in one place. `pk` and `sk` are strings. */
export const profileKeys = {
  /** The profile item P. */
  profile: (profileId: string) => ({ pk: `${WORKSPACE}#P#${profileId}`, sk: 'P' }),
  /** The identifier item I: an index entry that leads to a profile. */
  identifier: (type: string, hash: string) => ({ pk: `${WORKSPACE}#I#${type}#${hash}`, sk: 'I' }),
  /** The merge record M, beside the winner. */
  merge: (winner: string, mergeId: string) => ({
    pk: `${WORKSPACE}#P#${winner}`,
    sk: `M#${mergeId}`,
  }),
  /** A page of evicted message hashes, beside the profile that evicted them. */
  ringPage: (profileId: string, number: number) => ({
    pk: `${WORKSPACE}#P#${profileId}`,
    sk: `R#${String(number).padStart(8, '0')}`,
  }),
} as const;

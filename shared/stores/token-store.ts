import type { StoredToken } from '../govern/token.ts';

/** Where admin tokens are kept. */
export interface TokenStore {
  /** The token with this id, or undefined when there is none (any more). */
  findToken(id: string): Promise<StoredToken | undefined>;
}

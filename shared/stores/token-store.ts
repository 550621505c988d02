import type { StoredToken } from '../govern/token.ts';

/** Where admin tokens are looked up. */
export interface TokenStore {
  /** The token with this id, or undefined when there is none (any more). */
  findToken(id: string): Promise<StoredToken | undefined>;
}

/** All admin tokens, for those who manage them. */
export interface TokenDirectory {
  listTokens(): Promise<readonly { readonly id: string; readonly token: StoredToken }[]>;
}

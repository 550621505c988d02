import type { Principal } from '../govern/principal.ts';
import { parseToken, tokenMatches } from '../govern/token.ts';
import { UnauthorizedError } from '../kernel/errors.ts';
import type { TokenStore } from '../stores/token-store.ts';

const BEARER = /^Bearer +(\S+) *$/i;

/**
 * Says who is calling, from the `authorization` header. Only an admin token authenticates here: a write
 * key, in any scheme, can send messages and read nothing. Throws `unauthorized` (401), with one message
 * for an unknown token and for a wrong secret.
 */
export async function authenticate(input: {
  authorization: string | undefined;
  tokens: TokenStore;
}): Promise<Principal> {
  const text = BEARER.exec(input.authorization ?? '')?.[1];
  if (text === undefined) {
    throw new UnauthorizedError("bearer token is missing, expected 'authorization: Bearer tat_…'");
  }
  const token = parseToken(text);
  if (token === undefined) {
    throw new UnauthorizedError(
      'credential is not an admin token, expected one that starts with tat_',
    );
  }
  const stored = await input.tokens.findToken(token.id);
  if (!tokenMatches(stored, token.secret)) throw new UnauthorizedError('token is not known');
  return { name: stored.principal, scopes: stored.scopes };
}

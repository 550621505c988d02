import type { StoredToken } from '../govern/token.ts';
import type { Clock } from '../kernel/clock.ts';
import type { TokenStore } from './token-store.ts';

/** How long a revoked token can still be accepted, in milliseconds. */
const MAX_AGE = 30_000;

/** More tokens than a workspace has; bounds the memory whatever happens. */
const MAX_ENTRIES = 1_000;

/**
 * Keeps tokens that were found for 30 s, so that a busy caller costs one read per half minute. What was
 * not found is not kept: a new token works at once, and guesses cannot fill the memory.
 */
export function cachedTokenStore(store: TokenStore, clock: Clock): TokenStore {
  const cache = new Map<string, { token: StoredToken; readAt: number }>();
  return {
    async findToken(id) {
      const hit = cache.get(id);
      if (hit !== undefined && clock.now() - hit.readAt < MAX_AGE) return hit.token;
      cache.delete(id);
      const readAt = clock.now();
      const token = await store.findToken(id);
      if (token === undefined) return undefined;
      if (cache.size >= MAX_ENTRIES) cache.clear();
      cache.set(id, { token, readAt });
      return token;
    },
  };
}

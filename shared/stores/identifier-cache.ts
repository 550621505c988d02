/** Remembers which profile an identifier led to, within one execution environment. */
export interface IdentifierCache {
  get(key: string): string | undefined;
  set(key: string, profileId: string): void;
}

/**
 * A least-recently-used cache. A stale entry is safe: it names an absorbed profile, whose parent pointer
 * leads on, and the write's condition catches the rest. Absence is never cached.
 */
export function lruIdentifierCache(capacity: number): IdentifierCache {
  const entries = new Map<string, string>();
  return {
    get(key) {
      const profileId = entries.get(key);
      if (profileId === undefined) return undefined;
      entries.delete(key);
      entries.set(key, profileId);
      return profileId;
    },
    set(key, profileId) {
      entries.delete(key);
      entries.set(key, profileId);
      if (entries.size <= capacity) return;
      const [oldest] = entries.keys();
      if (oldest !== undefined) entries.delete(oldest);
    },
  };
}

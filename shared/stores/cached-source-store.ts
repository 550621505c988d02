import { type Source, UnusableSourceError } from '../collect/source.ts';
import type { Clock } from '../kernel/clock.ts';
import type { SourceStore } from './source-store.ts';

/** How long a revoked key can still send, in milliseconds. */
const FOUND_MAX_AGE = 30_000;

/** How long a new key can still be unknown here after it was tried too early. */
const MISSING_MAX_AGE = 5_000;

/** How long a known key is believed while the table cannot be read: better than refusing its messages. */
const OUTAGE_MAX_AGE = 600_000;

const MAX_ENTRIES = 1_000;

interface Entry {
  readonly source: Source | undefined;
  readonly readAt: number;
}

/**
 * Keeps what write keys led to, found or not, in this execution environment. Known and unknown keys are
 * kept apart and both are bounded, so that a flood of guesses costs one read each and evicts no real key.
 */
export function cachedSourceStore(store: SourceStore, clock: Clock): SourceStore {
  const found = new Map<string, Entry>();
  const missing = new Map<string, Entry>();

  async function refresh(hash: string): Promise<Source | undefined> {
    const readAt = clock.now();
    const source = await store.findByKeyHash(hash);
    found.delete(hash);
    missing.delete(hash);
    remember(source ? found : missing, { hash, entry: { source, readAt } });
    return source;
  }

  return {
    async findByKeyHash(hash) {
      const known = found.get(hash) ?? missing.get(hash);
      const age = known ? clock.now() - known.readAt : Number.POSITIVE_INFINITY;
      if (known && age < (known.source ? FOUND_MAX_AGE : MISSING_MAX_AGE)) return known.source;
      try {
        return await refresh(hash);
      } catch (error) {
        if (error instanceof UnusableSourceError) throw error;
        if (known?.source && age < OUTAGE_MAX_AGE) return known.source;
        throw error;
      }
    },
  };
}

function remember(entries: Map<string, Entry>, added: { hash: string; entry: Entry }): void {
  const oldest = entries.size >= MAX_ENTRIES ? entries.keys().next().value : undefined;
  if (oldest !== undefined) entries.delete(oldest);
  entries.set(added.hash, added.entry);
}

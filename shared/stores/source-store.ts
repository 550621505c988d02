import type { Source } from '../collect/source.ts';

/** Where sources are found by their write keys. */
export interface SourceStore {
  /** The source of the key with this hash (SHA-256, lower-case hex), or undefined when there is none. */
  findByKeyHash(hash: string): Promise<Source | undefined>;
}

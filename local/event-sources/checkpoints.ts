import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** How far a mapping has come in one shard. */
export interface Checkpoint {
  /** Every record up to and including this one is done; undefined at the very beginning. */
  readonly after: string | undefined;
  /** The shard is closed and all of it is done. */
  readonly finished: boolean;
}

/** The progress of all mappings, kept in sqlite: after a `kill -9` nothing that was not done is skipped. */
export class Checkpoints {
  readonly #select: StatementSync;
  readonly #selectAny: StatementSync;
  readonly #upsert: StatementSync;

  constructor(database: DatabaseSync) {
    database.exec(`CREATE TABLE IF NOT EXISTS event_source_checkpoint (
      mapping TEXT NOT NULL, shard TEXT NOT NULL, after TEXT, finished INTEGER NOT NULL,
      PRIMARY KEY (mapping, shard)) STRICT, WITHOUT ROWID`);
    this.#select = database.prepare(
      'SELECT after, finished FROM event_source_checkpoint WHERE mapping = ? AND shard = ?',
    );
    this.#selectAny = database.prepare(
      'SELECT 1 FROM event_source_checkpoint WHERE mapping = ? LIMIT 1',
    );
    this.#upsert = database.prepare(
      'INSERT OR REPLACE INTO event_source_checkpoint VALUES (?, ?, ?, ?)',
    );
  }

  /** True once the mapping has started: its starting position has been applied and no longer counts. */
  isKnown(mappingId: string): boolean {
    return this.#selectAny.get(mappingId) !== undefined;
  }

  find(mappingId: string, shardId: string): Checkpoint | undefined {
    const row = this.#select.get(mappingId, shardId);
    if (!row) return undefined;
    return {
      after: row.after === null ? undefined : String(row.after),
      finished: row.finished === 1,
    };
  }

  save(mappingId: string, shardId: string, { after, finished }: Checkpoint): void {
    this.#upsert.run(mappingId, shardId, after ?? null, finished ? 1 : 0);
  }
}

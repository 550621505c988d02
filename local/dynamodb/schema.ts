import type { DatabaseSync } from 'node:sqlite';

/**
 * Creates what is missing of the engine's tables. A commit reaches the operating system before the call
 * returns, so killing the process loses nothing; only a power cut can lose the last commits
 * (`synchronous = NORMAL`).
 */
export function createSchema(database: DatabaseSync): void {
  database.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    CREATE TABLE IF NOT EXISTS dynamodb_tables (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      name TEXT NOT NULL UNIQUE,
      spec TEXT NOT NULL,
      created_at INTEGER NOT NULL
    );
    CREATE TABLE IF NOT EXISTS dynamodb_items (
      row INTEGER PRIMARY KEY,
      table_id INTEGER NOT NULL,
      slot INTEGER NOT NULL,
      partition BLOB NOT NULL,
      sort BLOB NOT NULL,
      item TEXT NOT NULL,
      size INTEGER NOT NULL,
      expires INTEGER,
      UNIQUE (table_id, slot, partition, sort)
    );
    CREATE INDEX IF NOT EXISTS dynamodb_items_by_expiry
      ON dynamodb_items (table_id, expires) WHERE expires IS NOT NULL;
    CREATE TABLE IF NOT EXISTS dynamodb_stream_records (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT,
      table_id INTEGER NOT NULL,
      at INTEGER NOT NULL,
      record TEXT NOT NULL
    );
    CREATE TABLE IF NOT EXISTS dynamodb_request_tokens (
      token TEXT PRIMARY KEY,
      fingerprint TEXT NOT NULL,
      expires INTEGER NOT NULL
    ) WITHOUT ROWID;
  `);
}

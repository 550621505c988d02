import type { DatabaseSync } from 'node:sqlite';

/** Runs `change` as one sqlite transaction: all of its writes are kept, or, when it throws, none. Not nestable. */
export function transaction<T>(database: DatabaseSync, change: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = change();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    // a full disk has rolled back already, and a second time would hide it
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

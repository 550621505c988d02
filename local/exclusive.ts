import { DatabaseSync } from 'node:sqlite';

const RETRY_MS = 50;

/**
 * Runs `work` while no other process on this machine runs work under the same lock file, waiting for its turn.
 * The lock is the operating system's (held through sqlite): a process that dies, however it dies, lets go of it.
 */
export async function exclusively<T>(lockFile: string, work: () => Promise<T>): Promise<T> {
  const database = new DatabaseSync(lockFile);
  try {
    while (!tryLock(database)) await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    return await work();
  } finally {
    database.close();
  }
}

function tryLock(database: DatabaseSync): boolean {
  try {
    database.exec('BEGIN EXCLUSIVE');
    return true;
  } catch (error) {
    if (error instanceof Error && /database is locked/.test(error.message)) return false;
    throw error;
  }
}

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StartError } from './start-error.ts';

/** Marks our database file (`PRAGMA application_id`): the letters TRIB. */
const APPLICATION_ID = 0x54524942;
const DATABASE_FILES = ['state.db', 'state.db-wal', 'state.db-shm', 'state.db-journal'];
/** Files that say something about the database beside them. */
const OF_DATABASE = ['credentials.json', 'sample-loaded'];
/** Everything a cloud keeps besides its database; `--fresh` deletes nothing else. */
const KEPT = [...OF_DATABASE, 'pid', 's3', 'logs'];

/** The data directory of one running cloud. */
export interface State {
  readonly directory: string;
  readonly database: DatabaseSync;
  /** Nothing was here before. */
  readonly isNew: boolean;
  close(): void;
}

/**
 * Opens the data directory and takes it for this process alone. Every committed change survives `kill -9`
 * (write-ahead log); the lock is the operating system's, so it dies with the process however it ends.
 * Throws `StartError` when another process has the directory, it holds something else, or it cannot be written.
 */
export function openState(directory: string): State {
  try {
    return open(directory);
  } catch (cause) {
    throw explain(cause, directory);
  }
}

/** Deletes what an earlier cloud left in `directory`, and nothing else. Throws as `openState` does. */
export function wipeState(directory: string): void {
  if (!existsSync(directory)) return;
  openState(directory).close();
  for (const name of [...DATABASE_FILES, ...KEPT]) {
    rmSync(path.join(directory, name), { recursive: true, force: true });
  }
}

/** What to say when the disk is full, or undefined when that is not what `error` is about. */
export function diskFull(error: unknown, directory: string): StartError | undefined {
  const text = error instanceof Error ? error.message : '';
  if (!/database or disk is full|ENOSPC/.test(text)) return undefined;
  return new StartError(
    `the disk that holds '${directory}' is full; make room, or choose another with --data-dir D`,
    { cause: error },
  );
}

function open(directory: string): State {
  // personal data lies in it
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const isNew = !existsSync(path.join(directory, 'state.db'));
  if (isNew && readdirSync(directory).some((name) => !KEPT.includes(name)))
    throw foreign(directory);
  const database = new DatabaseSync(path.join(directory, 'state.db'));
  try {
    lock(database, directory);
  } catch (error) {
    database.close();
    throw error;
  }
  writeFileSync(path.join(directory, 'pid'), `${process.pid}\n`);
  // a new database makes credentials and marker of an older one worthless
  if (isNew) for (const name of OF_DATABASE) rmSync(path.join(directory, name), { force: true });
  return { directory, database, isNew, close: () => database.close() };
}

function lock(database: DatabaseSync, directory: string): void {
  database.exec('PRAGMA locking_mode = EXCLUSIVE');
  database.exec('PRAGMA journal_mode = WAL');
  database.exec('PRAGMA synchronous = NORMAL');
  database.exec('BEGIN IMMEDIATE; COMMIT');
  const id = database.prepare('PRAGMA application_id').get()?.application_id;
  const tables = database.prepare('SELECT count(*) AS n FROM sqlite_schema').get()?.n;
  if (id !== APPLICATION_ID && tables !== 0) throw foreign(directory);
  database.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
}

function foreign(directory: string): StartError {
  return new StartError(
    `'${directory}' holds something other than Tributary's data; choose an empty or new directory with --data-dir D`,
  );
}

function explain(cause: unknown, directory: string): unknown {
  if (cause instanceof StartError || !(cause instanceof Error)) return cause;
  const full = diskFull(cause, directory);
  if (full) return full;
  if (/database is locked/.test(cause.message)) {
    const text = `data directory '${directory}' is in use by process ${pidIn(directory)}; stop that one, or choose another with --data-dir D`;
    return new StartError(text, { cause });
  }
  if (/file is not a database/.test(cause.message)) return foreign(directory);
  if (!/unable to open|readonly|EACCES|EPERM|EROFS|ENOTDIR|EEXIST/.test(cause.message))
    return cause;
  return new StartError(
    `data directory '${directory}' cannot be written; mend its permissions, or choose another with --data-dir D`,
    { cause },
  );
}

function pidIn(directory: string): string {
  try {
    return readFileSync(path.join(directory, 'pid'), 'utf8').trim();
  } catch {
    return 'unknown';
  }
}

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StartError } from './start-error.ts';

/** The data directory of one running cloud. */
export interface State {
  readonly directory: string;
  readonly database: DatabaseSync;
  close(): void;
}

/**
 * Opens the data directory and takes it for this process alone. Every committed change survives `kill -9`
 * (write-ahead log); the lock is the operating system's, so it dies with the process however it ends.
 * Throws `StartError` when another process has the directory or it cannot be written.
 */
export function openState(directory: string): State {
  const pidFile = path.join(directory, 'pid');
  const database = openDatabase(directory, pidFile);
  writeFileSync(pidFile, `${process.pid}\n`);
  return { directory, database, close: () => database.close() };
}

function openDatabase(directory: string, pidFile: string): DatabaseSync {
  try {
    mkdirSync(directory, { recursive: true });
    const database = new DatabaseSync(path.join(directory, 'state.db'));
    database.exec('PRAGMA locking_mode = EXCLUSIVE');
    database.exec('PRAGMA journal_mode = WAL');
    database.exec('PRAGMA synchronous = NORMAL');
    database.exec('BEGIN IMMEDIATE; COMMIT');
    return database;
  } catch (cause) {
    throw asStartError(cause, directory, pidFile);
  }
}

function asStartError(cause: unknown, directory: string, pidFile: string): Error {
  if (!(cause instanceof Error)) return new Error(String(cause));
  if (/database is locked/.test(cause.message)) {
    const text = `data directory '${directory}' is in use by process ${pidIn(pidFile)}; stop that one, or choose another with --data-dir D`;
    return new StartError(text, { cause });
  }
  if (/disk is full|ENOSPC/.test(cause.message)) return diskFull(directory, cause);
  const isUnwritable = /unable to open|readonly|EACCES|EPERM|EROFS|ENOTDIR|EEXIST/.test(
    cause.message,
  );
  if (!isUnwritable) return cause;
  return new StartError(
    `data directory '${directory}' cannot be written; mend its permissions, or choose another with --data-dir D`,
    { cause },
  );
}

/** What to say when the disk is full. */
export function diskFull(directory: string, cause: unknown): StartError {
  return new StartError(
    `the disk that holds '${directory}' is full; make room, or choose another with --data-dir D`,
    { cause },
  );
}

function pidIn(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return 'unknown';
  }
}

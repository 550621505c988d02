import type { DatabaseSync } from 'node:sqlite';
import type { Place } from './resource-model.ts';

/** Where a stand-in service gets time from: milliseconds since the epoch. */
export interface LocalClock {
  now(): number;
}

/** What every stand-in service is made from. Each keeps its own tables in `database` and writes through before it replies. */
export interface ServiceOptions {
  readonly database: DatabaseSync;
  readonly clock: LocalClock;
  readonly place: Place;
}

import type { DatabaseSync } from 'node:sqlite';
import type { LocalClock } from '../service-options.ts';
import { transaction } from '../transaction.ts';
import { ItemStore } from './item-store.ts';
import { RequestTokens } from './request-tokens.ts';
import { createSchema } from './schema.ts';
import type { ItemChange } from './stream-log.ts';
import { StreamLog } from './stream-log.ts';
import { TableCatalog } from './table-catalog.ts';
import type { Table } from './table-spec.ts';

/** Everything the engine keeps in the database, and who wants to know of new stream records. */
export class Store {
  readonly tables: TableCatalog;
  readonly items: ItemStore;
  readonly log: StreamLog;
  readonly tokens: RequestTokens;
  readonly clock: LocalClock;
  readonly #database: DatabaseSync;
  readonly #listeners = new Set<(table: Table) => void>();

  constructor(database: DatabaseSync, clock: LocalClock) {
    createSchema(database);
    this.#database = database;
    this.clock = clock;
    this.tables = new TableCatalog(database);
    this.items = new ItemStore(database);
    this.log = new StreamLog(database);
    this.tokens = new RequestTokens(database);
  }

  /**
   * Runs `work`, which writes items and reports each change, as one transaction; the changes are logged in
   * it, and whoever listens to their streams is called once it is committed.
   */
  write<T>(work: (report: (change: ItemChange) => void) => T): T {
    const changed = new Set<Table>();
    const now = this.clock.now();
    const result = transaction(this.#database, () =>
      work((change) => {
        if (this.log.append(change, now)) changed.add(change.table);
      }),
    );
    for (const table of changed) for (const listener of this.#listeners) listener(table);
    return result;
  }

  /** Calls `listener` after every commit that wrote records to a table's stream; returns how to stop that. */
  onAppend(listener: (table: Table) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

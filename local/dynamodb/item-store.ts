import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Item } from './attribute-value.ts';
import type { ItemKey } from './item-key.ts';
import type { Table } from './table-spec.ts';

/** An item as stored. */
export interface StoredItem {
  readonly row: number;
  readonly item: Item;
  /** Bytes by the rules AWS bills with. */
  readonly size: number;
}

/** A half-open interval of sort keys. */
export interface SortRange {
  readonly from: Buffer;
  readonly before: Buffer;
}

/** A place in the order of a scan, or in a list of segments. */
export interface ScanPosition {
  readonly slot: number;
  readonly partition: Buffer;
  readonly sort: Buffer;
}

/** Slots are what a scan goes through in order: 2^32 of them, as a hash spreads partition keys. */
export const SLOT_COUNT = 2 ** 32;

const COLUMNS = 'row, item, size';

/** The items of all tables. Partitions lie in the order of a hash, as in DynamoDB, so that no scan is sorted. */
export class ItemStore {
  readonly #get: StatementSync;
  readonly #insert: StatementSync;
  readonly #update: StatementSync;
  readonly #delete: StatementSync;
  readonly #deleteTable: StatementSync;
  readonly #ascending: StatementSync;
  readonly #descending: StatementSync;
  readonly #scan: StatementSync;
  readonly #expired: StatementSync;

  constructor(database: DatabaseSync) {
    const inPartition = `SELECT ${COLUMNS} FROM dynamodb_items
      WHERE table_id = ? AND slot = ? AND partition = ? AND sort >= ? AND sort < ? ORDER BY sort`;
    this.#get = database.prepare(`SELECT ${COLUMNS} FROM dynamodb_items
      WHERE table_id = ? AND slot = ? AND partition = ? AND sort = ?`);
    this.#insert = database.prepare(`INSERT INTO dynamodb_items
      (table_id, slot, partition, sort, item, size, expires) VALUES (?, ?, ?, ?, ?, ?, ?)`);
    this.#update = database.prepare(
      'UPDATE dynamodb_items SET item = ?, size = ?, expires = ? WHERE row = ?',
    );
    this.#delete = database.prepare('DELETE FROM dynamodb_items WHERE row = ?');
    this.#deleteTable = database.prepare('DELETE FROM dynamodb_items WHERE table_id = ?');
    this.#ascending = database.prepare(`${inPartition} ASC`);
    this.#descending = database.prepare(`${inPartition} DESC`);
    this.#scan = database.prepare(`SELECT ${COLUMNS} FROM dynamodb_items
      WHERE table_id = ? AND (slot, partition, sort) > (?, ?, ?) AND slot < ?
      ORDER BY slot, partition, sort`);
    this.#expired = database.prepare(`SELECT ${COLUMNS} FROM dynamodb_items
      WHERE table_id = ? AND expires > ? AND expires < ? ORDER BY expires LIMIT ?`);
  }

  /** The item at a key. */
  get(table: Table, key: ItemKey): StoredItem | undefined {
    const { partition, sort } = key;
    const row = this.#get.get(table.id, slotOf(partition), partition, sort);
    return row && stored(row);
  }

  /** Stores an item in place of `current`, the one found at its key. */
  put(table: Table, key: ItemKey, next: Omit<StoredItem, 'row'>, current?: StoredItem): void {
    const text = JSON.stringify(next.item);
    const expires = expiryOf(table, next.item);
    if (current) {
      this.#update.run(text, next.size, expires, current.row);
      return;
    }
    const { partition, sort } = key;
    this.#insert.run(table.id, slotOf(partition), partition, sort, text, next.size, expires);
  }

  /** Removes an item that was found. */
  delete(current: StoredItem): void {
    this.#delete.run(current.row);
  }

  /** Removes every item of a table. */
  deleteAll(table: Table): void {
    this.#deleteTable.run(table.id);
  }

  /** The items of one partition in the order of their sort keys. */
  *inPartition(
    table: Table,
    partition: Buffer,
    range: SortRange,
    options: { ascending: boolean },
  ): Generator<StoredItem> {
    const statement = options.ascending ? this.#ascending : this.#descending;
    const slot = slotOf(partition);
    for (const row of statement.iterate(table.id, slot, partition, range.from, range.before)) {
      yield stored(row);
    }
  }

  /** The items after a position, in slots below `beforeSlot`. */
  *scan(table: Table, after: ScanPosition, beforeSlot: number): Generator<StoredItem> {
    const { slot, partition, sort } = after;
    for (const row of this.#scan.iterate(table.id, slot, partition, sort, beforeSlot)) {
      yield stored(row);
    }
  }

  /** Some of the items whose time to live ended within a span of epoch seconds. */
  expired(
    table: Table,
    span: { after: number; before: number },
    limit: number,
  ): readonly StoredItem[] {
    return this.#expired.all(table.id, span.after, span.before, limit).map(stored);
  }
}

/** Which slot of the table a partition key belongs to: FNV-1a, its bits mixed as MurmurHash3 ends. */
export function slotOf(partition: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (const byte of partition) hash = Math.imul(hash ^ byte, 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Epoch seconds at which an item expires, if its time-to-live attribute is a number. */
function expiryOf(table: Table, item: Item): number | null {
  const value = table.timeToLive === undefined ? undefined : item[table.timeToLive];
  if (!value || !('N' in value)) return null;
  const seconds = Math.floor(Number(value.N));
  return Number.isSafeInteger(seconds) ? seconds : null;
}

function stored(row: Record<string, unknown>): StoredItem {
  // The columns are written by this class only: row and size are integers, item is the JSON of an item.
  return {
    row: row.row as number,
    item: JSON.parse(row.item as string) as Item,
    size: row.size as number,
  };
}

import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Item } from './attribute-value.ts';
import { equalItems } from './compare.ts';
import { keyOf } from './item-key.ts';
import { itemSize } from './item-size.ts';
import type { StreamViewType, Table } from './table-spec.ts';

/** What happened to one item: before, after, and whether its time to live did it. */
export interface ItemChange {
  readonly table: Table;
  readonly before: Item | undefined;
  readonly after: Item | undefined;
  readonly expired?: boolean;
}

/** A record as stored; everything else in it follows from where it lies. */
export interface StoredRecord {
  /** Position in the log: grows with every record of any table and is never used twice. */
  readonly sequence: number;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly eventName: 'INSERT' | 'MODIFY' | 'REMOVE';
  readonly viewType: StreamViewType;
  readonly keys: Item;
  readonly newImage?: Item;
  readonly oldImage?: Item;
  readonly expired?: true;
}

/** Stream records last 24 hours. */
export const RETENTION_MS = 24 * 3_600_000;

/** The changes of all tables that have a stream, in the order they happened. */
export class StreamLog {
  readonly #append: StatementSync;
  readonly #read: StatementSync;
  readonly #first: StatementSync;
  readonly #last: StatementSync;
  readonly #trim: StatementSync;
  readonly #deleteTable: StatementSync;

  constructor(database: DatabaseSync) {
    this.#append = database.prepare(
      'INSERT INTO dynamodb_stream_records (table_id, at, record) VALUES (?, ?, ?)',
    );
    this.#read = database.prepare(`SELECT sequence, at, record FROM dynamodb_stream_records
      WHERE table_id = ? AND sequence > ? AND at >= ? ORDER BY sequence LIMIT ?`);
    this.#first = database.prepare(
      'SELECT sequence FROM dynamodb_stream_records WHERE table_id = ? ORDER BY sequence LIMIT 1',
    );
    this.#last = database.prepare(
      "SELECT seq AS sequence FROM sqlite_sequence WHERE name = 'dynamodb_stream_records'",
    );
    // Records lie in the order of time, so the first young one ends the search.
    this.#trim = database.prepare(`DELETE FROM dynamodb_stream_records WHERE sequence < coalesce(
      (SELECT sequence FROM dynamodb_stream_records WHERE at >= ? ORDER BY sequence LIMIT 1),
      (SELECT max(sequence) + 1 FROM dynamodb_stream_records))`);
    this.#deleteTable = database.prepare('DELETE FROM dynamodb_stream_records WHERE table_id = ?');
  }

  /** Logs a change; says whether there was one to log (a write that changes nothing leaves no record). */
  append(change: ItemChange, now: number): boolean {
    const record = recordOf(change);
    if (!record) return false;
    this.#append.run(change.table.id, now, JSON.stringify(record));
    return true;
  }

  /** Records of a table after a position, oldest first, none beyond retention. */
  read(
    table: Table,
    after: number,
    options: { limit: number; now: number },
  ): readonly StoredRecord[] {
    const since = options.now - RETENTION_MS;
    return this.#read.all(table.id, after, since, options.limit).map((row) => ({
      // Written by `append` only.
      ...(JSON.parse(row.record as string) as Omit<StoredRecord, 'sequence' | 'at'>),
      sequence: row.sequence as number,
      at: row.at as number,
    }));
  }

  /** The position of a table's oldest record, or the one its next record can have at the earliest. */
  firstSequence(table: Table): number {
    const first = this.#first.get(table.id)?.sequence;
    return typeof first === 'number' ? first : this.lastSequence() + 1;
  }

  /** The position of the newest record of any table. */
  lastSequence(): number {
    const last = this.#last.get()?.sequence;
    return typeof last === 'number' ? last : 0;
  }

  /** Removes what is older than retention. */
  trim(now: number): void {
    this.#trim.run(now - RETENTION_MS);
  }

  /** Removes every record of a table. */
  deleteAll(table: Table): void {
    this.#deleteTable.run(table.id);
  }
}

/** Bytes of a record: its keys and the images it shows. */
export function recordSize(record: StoredRecord): number {
  const images = [record.newImage, record.oldImage].filter((image) => image !== undefined);
  return images.reduce((total, image) => total + itemSize(image), itemSize(record.keys));
}

function recordOf(change: ItemChange): Omit<StoredRecord, 'sequence' | 'at'> | undefined {
  const { table, before, after } = change;
  const either = after ?? before;
  if (!table.stream || !either || (before && after && equalItems(before, after))) return undefined;
  const showsNew = table.stream === 'NEW_IMAGE' || table.stream === 'NEW_AND_OLD_IMAGES';
  const showsOld = table.stream === 'OLD_IMAGE' || table.stream === 'NEW_AND_OLD_IMAGES';
  return {
    eventName: before ? (after ? 'MODIFY' : 'REMOVE') : 'INSERT',
    viewType: table.stream,
    keys: keyOf(table, either),
    ...(showsNew && after && { newImage: after }),
    ...(showsOld && before && { oldImage: before }),
    ...(change.expired && { expired: true }),
  };
}

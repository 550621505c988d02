import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { LocalClock } from '../service-options.ts';
import { transaction } from '../transaction.ts';
import { evenHashRanges } from './hash-range.ts';
import { type Shard, ShardTable, shardName } from './shard-table.ts';

/** One data stream. */
export interface Stream {
  readonly name: string;
  readonly createdAt: number;
  readonly retentionMs: number;
}

/** One record as it lies in its shard; `counter` gives its sequence number. */
export interface StoredRecord {
  readonly counter: number;
  readonly partitionKey: string;
  readonly data: Uint8Array;
  readonly arrivedAt: number;
}

/** A record about to be appended to a shard. */
export interface NewRecord {
  readonly shard: Shard;
  readonly partitionKey: string;
  readonly data: Uint8Array;
}

const TRIM_EVERY_MS = 60_000;

/**
 * Streams, shards and records in sqlite. Appends are on disk before they return; records older than the retention
 * are never read again and are deleted within a minute of the next append.
 */
export class StreamStore {
  readonly shards: ShardTable;
  readonly #database: DatabaseSync;
  readonly #clock: LocalClock;
  readonly #streams = new Map<string, Stream>();
  readonly #listeners = new Map<string, Set<() => void>>();
  readonly #insert: StatementSync;
  readonly #select: StatementSync;
  readonly #firstAt: StatementSync;
  #trimmedAt = 0;

  constructor(database: DatabaseSync, clock: LocalClock) {
    this.#database = database;
    this.#clock = clock;
    database.exec(`
      CREATE TABLE IF NOT EXISTS kinesis_stream (
        name TEXT PRIMARY KEY, created_at INTEGER NOT NULL, retention_ms INTEGER NOT NULL) STRICT;
      CREATE TABLE IF NOT EXISTS kinesis_record (
        stream TEXT NOT NULL, shard_index INTEGER NOT NULL, counter INTEGER NOT NULL,
        partition_key TEXT NOT NULL, data BLOB NOT NULL, arrived_at INTEGER NOT NULL,
        PRIMARY KEY (stream, shard_index, counter)) STRICT;
      CREATE INDEX IF NOT EXISTS kinesis_record_age ON kinesis_record (stream, arrived_at);`);
    this.shards = new ShardTable(database);
    this.#insert = database.prepare('INSERT INTO kinesis_record VALUES (?, ?, ?, ?, ?, ?)');
    this.#select = database.prepare(`SELECT counter, partition_key AS partitionKey, data,
      arrived_at AS arrivedAt FROM kinesis_record
      WHERE stream = ? AND shard_index = ? AND counter >= ? AND arrived_at > ?
      ORDER BY counter LIMIT ?`);
    this.#firstAt = database.prepare(`SELECT min(counter) AS counter FROM kinesis_record
      WHERE stream = ? AND shard_index = ? AND arrived_at >= ?`);
    for (const row of database
      .prepare('SELECT name, created_at, retention_ms FROM kinesis_stream')
      .all()) {
      this.#remember(String(row.name), Number(row.created_at), Number(row.retention_ms));
    }
  }

  /** Creates the stream with its shards, or takes over a new retention. A changed shard count is refused. */
  provision(name: string, shape: { readonly shardCount: number; readonly retentionMs: number }) {
    const known = this.#streams.get(name);
    if (known) return this.#update(known, shape);
    const createdAt = this.#clock.now();
    transaction(this.#database, () => {
      this.#database
        .prepare('INSERT INTO kinesis_stream VALUES (?, ?, ?)')
        .run(name, createdAt, shape.retentionMs);
      evenHashRanges(shape.shardCount).forEach((range) => {
        this.shards.open({ streamName: name, createdAt, range, parents: [] });
      });
    });
    this.#remember(name, createdAt, shape.retentionMs);
  }

  stream(name: string): Stream | undefined {
    return this.#streams.get(name);
  }

  /** Appends all records or none and returns each one's counter; listeners are called after they are stored. */
  append(stream: Stream, records: readonly NewRecord[]): number[] {
    const arrivedAt = this.#clock.now();
    const counters = transaction(this.#database, () => {
      this.#trim(stream, arrivedAt);
      return records.map(({ shard, partitionKey, data }) => {
        const counter = this.shards.nextCounter(shard);
        this.#insert.run(stream.name, shard.shardIndex, counter, partitionKey, data, arrivedAt);
        return counter;
      });
    });
    if (records.length > 0) this.#announce(stream.name);
    return counters;
  }

  /** Unexpired records of a shard from a counter on, in order; stops before `maxBytes` of data, but gives at least one. */
  read(
    shard: Shard,
    range: { readonly from: number; readonly limit: number; readonly maxBytes: number },
  ): StoredRecord[] {
    const oldest = this.#oldest(shard.streamName);
    const rows = this.#select.iterate(
      shard.streamName,
      shard.shardIndex,
      range.from,
      oldest,
      range.limit,
    ) as Iterable<unknown> as Iterable<StoredRecord>; // the SELECT above names exactly these columns
    const records: StoredRecord[] = [];
    let bytes = 0;
    for (const row of rows) {
      bytes += row.data.length;
      if (records.length > 0 && bytes > range.maxBytes) break;
      records.push(row);
    }
    return records;
  }

  /** The counter of the first record that arrived at or after an instant; the next one to be written when there is none. */
  firstCounterAt(shard: Shard, instant: number): number {
    const row = this.#firstAt.get(shard.streamName, shard.shardIndex, instant);
    return row?.counter == null ? shard.next : Number(row.counter);
  }

  /** Calls `listener` after every append to (or reshard of) the stream. Returns the way to stop that. */
  onChange(streamName: string, listener: () => void): () => void {
    const listeners = this.#listeners.get(streamName) ?? new Set();
    this.#listeners.set(streamName, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  /** Replaces shards by their children: the parents are closed and the children opened in one step. */
  reshard(parents: readonly Shard[], ranges: readonly Shard['range'][]): void {
    const createdAt = this.#clock.now();
    const [first] = parents;
    if (!first) return;
    transaction(this.#database, () => {
      for (const parent of parents) this.shards.close(parent, createdAt);
      for (const range of ranges) {
        const parentIds = parents.map(shardName);
        this.shards.open({ streamName: first.streamName, createdAt, range, parents: parentIds });
      }
    });
    this.#announce(first.streamName);
  }

  #update(known: Stream, shape: { readonly shardCount: number; readonly retentionMs: number }) {
    const open = this.shards.of(known.name).filter((shard) => shard.closedAt === null).length;
    if (open !== shape.shardCount) {
      throw new Error(
        `stream ${known.name} has ${open} open shards and the template asks for ${shape.shardCount}: start with --fresh, or split and merge shards yourself`,
      );
    }
    this.#database
      .prepare('UPDATE kinesis_stream SET retention_ms = ? WHERE name = ?')
      .run(shape.retentionMs, known.name);
    this.#remember(known.name, known.createdAt, shape.retentionMs);
  }

  #remember(name: string, createdAt: number, retentionMs: number): void {
    this.#streams.set(name, { name, createdAt, retentionMs });
  }

  #oldest(streamName: string): number {
    return this.#clock.now() - (this.#streams.get(streamName)?.retentionMs ?? 0);
  }

  #trim(stream: Stream, now: number): void {
    if (Math.abs(now - this.#trimmedAt) < TRIM_EVERY_MS) return;
    this.#trimmedAt = now;
    this.#database
      .prepare('DELETE FROM kinesis_record WHERE stream = ? AND arrived_at <= ?')
      .run(stream.name, this.#oldest(stream.name));
  }

  #announce(streamName: string): void {
    for (const listener of this.#listeners.get(streamName) ?? []) listener();
  }
}

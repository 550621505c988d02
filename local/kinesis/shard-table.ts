import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { HashRange } from './hash-range.ts';
import type { SequenceBase } from './sequence-number.ts';

/** One shard. `next` is the counter its next record gets; a closed shard takes no more records. */
export interface Shard extends SequenceBase {
  readonly streamName: string;
  readonly range: HashRange;
  /** One parent after a split, two after a merge, none for the shards a stream began with. */
  readonly parents: readonly string[];
  readonly next: number;
  readonly closedAt: number | null;
}

/** `shardId-000000000003` */
export function shardName(shard: SequenceBase): string {
  return `shardId-${String(shard.shardIndex).padStart(12, '0')}`;
}

/** The shards of all streams: kept in memory, written through to sqlite with the counter of each. */
export class ShardTable {
  readonly #shards = new Map<string, Shard[]>();
  readonly #database: DatabaseSync;
  readonly #setNext: StatementSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
    database.exec(`CREATE TABLE IF NOT EXISTS kinesis_shard (
      stream TEXT NOT NULL, shard_index INTEGER NOT NULL, created_at INTEGER NOT NULL,
      start_hash TEXT NOT NULL, end_hash TEXT NOT NULL, parents TEXT NOT NULL,
      next INTEGER NOT NULL, closed_at INTEGER, PRIMARY KEY (stream, shard_index)) STRICT`);
    this.#setNext = database.prepare(
      'UPDATE kinesis_shard SET next = ? WHERE stream = ? AND shard_index = ?',
    );
    const rows = database.prepare('SELECT * FROM kinesis_shard ORDER BY stream, shard_index').all();
    for (const row of rows) {
      this.#keep({
        streamName: String(row.stream),
        shardIndex: Number(row.shard_index),
        createdAt: Number(row.created_at),
        range: { start: BigInt(String(row.start_hash)), end: BigInt(String(row.end_hash)) },
        parents: String(row.parents).split(',').filter(Boolean),
        next: Number(row.next),
        closedAt: row.closed_at === null ? null : Number(row.closed_at),
      });
    }
  }

  of(streamName: string): readonly Shard[] {
    return this.#shards.get(streamName) ?? [];
  }

  byId(streamName: string, shardId: string): Shard | undefined {
    return this.of(streamName).find((shard) => shardName(shard) === shardId);
  }

  /** The open shard whose range holds a hash key. Open shards cover the whole key space. */
  forHashKey(streamName: string, hashKey: bigint): Shard {
    const shard = this.of(streamName).find(
      ({ closedAt, range }) => closedAt === null && range.start <= hashKey && hashKey <= range.end,
    );
    if (!shard) throw new Error(`no open shard of ${streamName} holds hash key ${hashKey}`);
    return shard;
  }

  /** Takes the counter for one more record. */
  nextCounter(shard: Shard): number {
    const current = this.#current(shard);
    this.#setNext.run(current.next + 1, shard.streamName, shard.shardIndex);
    this.#keep({ ...current, next: current.next + 1 });
    return current.next;
  }

  open(shard: Pick<Shard, 'streamName' | 'createdAt' | 'range' | 'parents'>): void {
    const opened = {
      ...shard,
      shardIndex: this.of(shard.streamName).length,
      next: 1,
      closedAt: null,
    };
    this.#database
      .prepare('INSERT INTO kinesis_shard VALUES (?, ?, ?, ?, ?, ?, 1, NULL)')
      .run(
        opened.streamName,
        opened.shardIndex,
        opened.createdAt,
        String(opened.range.start),
        String(opened.range.end),
        opened.parents.join(','),
      );
    this.#keep(opened);
  }

  close(shard: Shard, closedAt: number): void {
    this.#database
      .prepare('UPDATE kinesis_shard SET closed_at = ? WHERE stream = ? AND shard_index = ?')
      .run(closedAt, shard.streamName, shard.shardIndex);
    this.#keep({ ...this.#current(shard), closedAt });
  }

  #current(shard: Shard): Shard {
    return this.of(shard.streamName)[shard.shardIndex] ?? shard;
  }

  #keep(shard: Shard): void {
    const shards = this.#shards.get(shard.streamName) ?? [];
    shards[shard.shardIndex] = shard;
    this.#shards.set(shard.streamName, shards);
  }
}

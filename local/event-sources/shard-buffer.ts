import { createHash } from 'node:crypto';
import type { LocalClock } from '../service-options.ts';
import type { Checkpoints } from './checkpoints.ts';
import type { BatchRecord } from './deliver-batch.ts';
import { type Entry, Lane } from './lane.ts';
import type { StreamMapping } from './mapping.ts';
import type { StreamRecord, StreamSource } from './stream-source.ts';

/** What a buffer works with. */
export interface ShardBufferOptions {
  readonly mapping: StreamMapping;
  readonly source: StreamSource;
  readonly shardId: string;
  readonly checkpoints: Checkpoints;
  readonly clock: LocalClock;
}

const MIN_READ_AHEAD = 1000;
/** Two full events for each lane. */
const READ_AHEAD_BYTES = 12 * 1024 * 1024;

/**
 * What one mapping has read of one shard: filtered, spread over lanes by key. The checkpoint, saved at every step, is
 * the last record before the first one that is not done.
 */
export class ShardBuffer {
  readonly lanes: readonly Lane[];
  readonly #options: ShardBufferOptions;
  /** Records read and not yet behind the checkpoint, in the order of the shard. */
  readonly #entries: Entry[] = [];
  readonly #readAhead: number;
  #bytes = 0;
  #readAfter: string | undefined;
  #finished: boolean;

  constructor(options: ShardBufferOptions) {
    const { mapping, shardId, checkpoints } = options;
    const checkpoint = checkpoints.find(mapping.id, shardId);
    this.#options = options;
    this.#readAfter = checkpoint?.after;
    this.#finished = checkpoint?.finished ?? false;
    this.#readAhead = Math.max(MIN_READ_AHEAD, 2 * mapping.batchSize * mapping.lanes);
    this.lanes = Array.from({ length: mapping.lanes }, () => new Lane(mapping.batchSize));
  }

  get isEmpty(): boolean {
    return this.#entries.length === 0;
  }

  /** The shard is closed and all of it is done. */
  get isFinished(): boolean {
    return this.#finished;
  }

  /** Reads what the shard has and the buffer has room for. */
  fill(): void {
    const { source, shardId } = this.#options;
    const closed = source.shards().some((shard) => shard.shardId === shardId && shard.closed);
    while (this.#hasRoom()) {
      const limit = this.#readAhead - this.#entries.length;
      const records = source.read(shardId, { after: this.#readAfter, limit });
      if (records.length === 0) {
        this.#atEnd(closed);
        return;
      }
      this.#readAfter = records.at(-1)?.sequenceNumber;
      for (const record of records) this.#take(record);
      this.#advance();
    }
  }

  /** Marks records as done and moves the checkpoint. */
  settle(records: readonly BatchRecord[]): void {
    for (const record of records) (record as Entry).done = true; // batches are taken from the lanes of this buffer
    this.#advance();
  }

  #hasRoom(): boolean {
    const bytes = READ_AHEAD_BYTES * this.lanes.length;
    return this.#entries.length < this.#readAhead && this.#bytes < bytes;
  }

  #take({ event, ...record }: StreamRecord): void {
    const { mapping, source, clock } = this.#options;
    const wanted = mapping.filter?.(source.filterable(event)) ?? true;
    const json = wanted ? JSON.stringify(event) : '';
    const bytes = Buffer.byteLength(json) + 1;
    const entry = { record, json, bytes, bufferedAt: clock.now(), done: !wanted };
    this.#entries.push(entry);
    this.#bytes += bytes;
    if (wanted) this.#laneOf(record.key)?.queue.push(entry);
  }

  #laneOf(key: string): Lane | undefined {
    if (this.lanes.length === 1) return this.lanes[0];
    const hash = createHash('md5').update(key).digest().readUInt32BE(0);
    return this.lanes[hash % this.lanes.length];
  }

  #atEnd(closed: boolean): void {
    if (!closed || !this.isEmpty || this.#finished) return;
    this.#finished = true;
    this.#save({ after: this.#readAfter, finished: true });
  }

  #advance(): void {
    const undone = this.#entries.findIndex(({ done }) => !done);
    const behind = this.#entries.splice(0, undone === -1 ? this.#entries.length : undone);
    this.#bytes -= behind.reduce((sum, { bytes }) => sum + bytes, 0);
    const after = behind.at(-1)?.record.sequenceNumber;
    if (after !== undefined) this.#save({ after, finished: false });
  }

  #save(checkpoint: { after: string | undefined; finished: boolean }): void {
    const { checkpoints, mapping, shardId } = this.#options;
    checkpoints.save(mapping.id, shardId, checkpoint);
  }
}

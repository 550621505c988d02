import type { BatchRecord } from './deliver-batch.ts';

/** A record waiting in a lane. */
export interface Entry extends BatchRecord {
  readonly bytes: number;
  readonly bufferedAt: number;
  done: boolean;
}

/** Lambda's limit for an event, less room for the brackets around the records. */
const MAX_EVENT_BYTES = 6 * 1024 * 1024 - 1024;

/** The records of a shard whose keys share one lane, in order: one invocation at a time takes from it. */
export class Lane {
  readonly queue: Entry[] = [];
  busy = false;
  readonly #batchSize: number;

  constructor(batchSize: number) {
    this.#batchSize = batchSize;
  }

  /** A batch would not grow by waiting longer. */
  get isFull(): boolean {
    const length = this.#batchLength();
    return length === this.#batchSize || length < this.queue.length;
  }

  /** Takes the next batch: as many records as the batch size and the event's size allow, at least one. */
  takeBatch(): Entry[] {
    return this.queue.splice(0, this.#batchLength());
  }

  /** Puts back what was taken and is not done. */
  putBack(batch: readonly Entry[]): void {
    this.queue.unshift(...batch.filter(({ done }) => !done));
  }

  #batchLength(): number {
    let bytes = 0;
    let length = 0;
    for (const entry of this.queue) {
      bytes += entry.bytes;
      if (length === this.#batchSize || (length > 0 && bytes > MAX_EVENT_BYTES)) break;
      length += 1;
    }
    return length;
  }
}

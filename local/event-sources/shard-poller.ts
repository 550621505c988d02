import { Bell } from '../bell.ts';
import { type DeliveryPort, type Discard, deliverBatch, type RetryDelay } from './deliver-batch.ts';
import type { Lane } from './lane.ts';
import { ShardBuffer, type ShardBufferOptions } from './shard-buffer.ts';

/** What a shard poller works with. */
export interface ShardPollerOptions extends ShardBufferOptions {
  readonly retryDelay: RetryDelay;
  readonly invoke: DeliveryPort['invoke'];
  readonly discard: (shardId: string, discard: Discard) => void;
  readonly isPaused: () => boolean;
  /** `isIdle` or `isFinished` may have changed. */
  readonly onChange: () => void;
  /** A defect of the laptop cloud; the batch is tried again. */
  readonly onDefect: (error: unknown) => void;
}

/** Works one shard for one mapping: one invocation at a time in each lane, batches in order. */
export class ShardPoller {
  readonly #options: ShardPollerOptions;
  readonly #buffer: ShardBuffer;
  readonly #bell: Bell;
  #invocations = 0;
  #scheduled = false;
  #stopped = false;
  #work: Promise<unknown> = Promise.resolve();

  constructor(options: ShardPollerOptions) {
    this.#options = options;
    this.#buffer = new ShardBuffer(options);
    this.#bell = new Bell(options.clock);
  }

  /** No invocation is running; batches may be waiting for one. */
  get isResting(): boolean {
    return this.#invocations === 0;
  }

  /** Everything that was appended is done. */
  get isIdle(): boolean {
    if (this.isFinished) return true;
    const { lanes, isEmpty } = this.#buffer;
    return isEmpty && !this.#scheduled && !lanes.some(({ busy }) => busy);
  }

  /** The shard is closed and all of it is done. */
  get isFinished(): boolean {
    return this.#buffer.isFinished;
  }

  /** Looks at the shard again, soon but not inside the call that appended to it. */
  wake(): void {
    this.#bell.ring();
    if (this.#scheduled || this.#stopped || this.isFinished) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#pump();
      this.#options.onChange();
    });
  }

  /** Starts no further invocation; resolves when those under way have ended. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#bell.ring();
    await this.#work;
  }

  #pump(): void {
    if (this.#stopped) return;
    this.#buffer.fill();
    for (const lane of this.#buffer.lanes) {
      if (lane.busy || lane.queue.length === 0) continue;
      lane.busy = true;
      const run = this.#run(lane).finally(() => {
        lane.busy = false;
        this.wake();
      });
      this.#work = Promise.all([this.#work, run]);
    }
  }

  async #run(lane: Lane): Promise<void> {
    const { onDefect, retryDelay } = this.#options;
    const port = this.#port();
    while (lane.queue.length > 0 && (await this.#windowEnds(lane)) && (await port.ready(0))) {
      const batch = lane.takeBatch();
      try {
        await deliverBatch(batch, port, retryDelay);
      } catch (error) {
        onDefect(error);
        lane.putBack(batch);
        await port.ready(retryDelay.maximumMs);
      }
    }
  }

  /** Waits until a batch is full or its first record has waited as long as the mapping says. False at a stop. */
  async #windowEnds(lane: Lane): Promise<boolean> {
    const { mapping, clock } = this.#options;
    const deadline = (lane.queue[0]?.bufferedAt ?? 0) + mapping.windowMs;
    while (!this.#stopped && clock.now() < deadline && !lane.isFull) {
      await this.#bell.wait(deadline);
      this.#buffer.fill();
    }
    return !this.#stopped;
  }

  #port(): DeliveryPort {
    const { mapping, source, clock, discard, shardId } = this.#options;
    return {
      mapping,
      retentionMs: source.retentionMs,
      now: () => clock.now(),
      ready: (delayMs) => this.#ready(delayMs),
      invoke: (event) => this.#invoke(event),
      settle: (records) => this.#buffer.settle(records),
      discard: (given) => discard(shardId, given),
    };
  }

  async #invoke(event: string): ReturnType<DeliveryPort['invoke']> {
    this.#invocations += 1;
    try {
      return await this.#options.invoke(event);
    } finally {
      this.#invocations -= 1;
      this.#options.onChange();
    }
  }

  async #ready(delayMs: number): Promise<boolean> {
    const { clock, isPaused } = this.#options;
    const until = clock.now() + delayMs;
    while (!this.#stopped && clock.now() < until) await this.#bell.wait(until);
    while (!this.#stopped && isPaused()) await this.#bell.wait();
    return !this.#stopped;
  }
}

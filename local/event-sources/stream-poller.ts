import type { Checkpoints } from './checkpoints.ts';
import type { StreamMapping } from './mapping.ts';
import { ShardPoller, type ShardPollerOptions } from './shard-poller.ts';
import type { ShardState, StreamSource } from './stream-source.ts';

/** What a stream poller works with: all but the shard. */
export type StreamPollerOptions = Omit<ShardPollerOptions, 'shardId'>;

/** Works all shards of a stream for one mapping; a shard starts when all of its parents are done. */
export class StreamPoller {
  readonly #options: StreamPollerOptions;
  readonly #shards = new Map<string, ShardPoller>();
  readonly #unsubscribe: () => void;
  #stopped = false;

  constructor(options: StreamPollerOptions) {
    this.#options = options;
    applyStartingPosition(options);
    this.#unsubscribe = options.source.onChange(() => this.wake());
    this.wake();
  }

  get isIdle(): boolean {
    if (this.#options.isPaused()) return this.#all((shard) => shard.isResting);
    return this.#all((shard) => shard.isIdle) && this.#waiting().length === 0;
  }

  /** Looks for new shards and new records. */
  wake(): void {
    if (this.#stopped) return;
    // a shard that was finished before this start lets its children begin at once, hence the loop
    for (let next = this.#startable(); next.length > 0; next = this.#startable()) {
      for (const { shardId } of next) this.#start(shardId);
    }
    for (const shard of this.#shards.values()) shard.wake();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#unsubscribe();
    await Promise.all([...this.#shards.values()].map((shard) => shard.stop()));
  }

  #start(shardId: string): void {
    const onChange = () => {
      if (this.#shards.get(shardId)?.isFinished && this.#startable().length > 0) this.wake();
      this.#options.onChange();
    };
    this.#shards.set(shardId, new ShardPoller({ ...this.#options, shardId, onChange }));
  }

  /** Shards not begun yet. */
  #waiting(): ShardState[] {
    return this.#options.source.shards().filter(({ shardId }) => !this.#shards.has(shardId));
  }

  #startable(): ShardState[] {
    const listed = new Set(this.#options.source.shards().map(({ shardId }) => shardId));
    return this.#waiting().filter(({ parents }) =>
      // a parent that is not listed any more has expired with all its records
      parents.every((parent) => !listed.has(parent) || this.#shards.get(parent)?.isFinished),
    );
  }

  #all(test: (shard: ShardPoller) => boolean): boolean {
    return [...this.#shards.values()].every(test);
  }
}

/** A mapping seen for the first time begins where it says; later it goes on from its checkpoints. */
function applyStartingPosition(options: {
  readonly mapping: StreamMapping;
  readonly source: StreamSource;
  readonly checkpoints: Checkpoints;
}): void {
  const { mapping, source, checkpoints } = options;
  if (checkpoints.isKnown(mapping.id)) return;
  const isLatest = mapping.startingPosition === 'LATEST';
  for (const { shardId, closed } of source.shards()) {
    const after = isLatest ? source.latest(shardId) : undefined;
    checkpoints.save(mapping.id, shardId, { after, finished: isLatest && closed });
  }
}

/** One record of a stream, ready for a function. */
export interface StreamRecord {
  /** Rising within its shard. */
  readonly sequenceNumber: string;
  /** Records of one key keep their order when a shard is worked in several lanes. */
  readonly key: string;
  readonly arrivedAt: number;
  /** The record as it stands in the function's event. */
  readonly event: Readonly<Record<string, unknown>>;
}

/** One shard of a stream. */
export interface ShardState {
  readonly shardId: string;
  /** Shards whose records come before this one's. */
  readonly parents: readonly string[];
  /** No record will be added any more. */
  readonly closed: boolean;
}

/** What pollers need of a stream; the adapters for Kinesis and DynamoDB Streams implement it. */
export interface StreamSource {
  readonly arn: string;
  /** The name of the batch's description in on-failure records. */
  readonly batchInfoName: 'KinesisBatchInfo' | 'DDBStreamBatchInfo';
  readonly retentionMs: number;
  shards(): readonly ShardState[];
  /** Unexpired records of a shard after a sequence number (from the oldest when undefined), in order. */
  read(
    shardId: string,
    range: { readonly after: string | undefined; readonly limit: number },
  ): readonly StreamRecord[];
  /** The last sequence number a shard has given out, or undefined when it has given out none. */
  latest(shardId: string): string | undefined;
  /** What filter patterns see of a record's event. */
  filterable(event: StreamRecord['event']): unknown;
  /** Calls `listener` after every append or reshard; returns the way to stop that. */
  onChange(listener: () => void): () => void;
}

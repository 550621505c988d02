/** One record as read from the stream. */
export interface StreamedRecord {
  readonly sequenceNumber: string;
  readonly data: Uint8Array;
}

/** Where reading a shard begins: at a time (milliseconds), at a record, or right after one. */
export type ReadFrom =
  | { readonly kind: 'time'; readonly at: number }
  | { readonly kind: 'at'; readonly sequenceNumber: string }
  | { readonly kind: 'after'; readonly sequenceNumber: string };

/** The stream of collected messages, from its reading end; for looking at it, not for consuming it. */
export interface MessageStreamReader {
  /** Ids of all shards that may still hold records. */
  shardIds(): Promise<readonly string[]>;
  /**
   * Up to `limit` records of a shard in their order. Empty at its tip, and where the stream is too busy to
   * be looked at: a look must not take reading capacity from the consumers.
   */
  read(
    shardId: string,
    options: { readonly from: ReadFrom; readonly limit: number },
  ): Promise<readonly StreamedRecord[]>;
}

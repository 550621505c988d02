/**
 * What one request may hold: Segment's own limits, plus bounds on what they leave open.
 * Sizes are bytes of UTF-8 after inflating.
 */
export const LIMITS = {
  /** A request's body; Segment's 500 KB. */
  requestBytes: 512_000,
  /** Messages of one batch. */
  batchMessages: 2_500,
  /** One message; Segment's 32 KB. */
  messageBytes: 32_768,
  /** Levels of nesting of one message, itself the first. */
  depth: 20,
  /** Keys of any one object. */
  keys: 1_000,
  /** What a batch's own `context` and `integrations` may add up to, counted once per message. */
  expandedDefaultsBytes: 4_000_000,
  messageIdLength: 100,
  identifierLength: 256,
  userAgentLength: 512,
} as const;

/** Kinesis: records of one `PutRecords`, and bytes we put into one record and into one call. */
export const STREAM_LIMITS = {
  recordsPerPut: 500,
  /**
   * Before compression, so that what a consumer unpacks stays in proportion. A line above it stands alone
   * and, compressed, below the 1 MiB that every Kinesis consumer can read.
   */
  recordBytes: 256_000,
  /** Below the 5 MiB a call may carry in every region. */
  putBytes: 4_000_000,
} as const;

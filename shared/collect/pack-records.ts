import type { Envelope } from './envelope.ts';
import { explicitHashKey, keyBucket, partitionKey } from './key-bucket.ts';
import { STREAM_LIMITS } from './limits.ts';
import { encodeRecord, formatEnvelopes } from './record-codec.ts';

/** One record on its way into the stream. */
export interface StreamRecord {
  readonly partitionKey: string;
  readonly explicitHashKey: string;
  readonly data: Uint8Array;
}

/**
 * Packs the messages of one request into records: one per key bucket, messages in their order, split
 * where a record would outgrow what Kinesis takes. Few records, because Kinesis bills and limits them.
 */
export function packRecords(envelopes: readonly Envelope[]): StreamRecord[] {
  const lines = formatEnvelopes(envelopes);
  const buckets = new Map<number, string[]>();
  const bucketOf = memoize(keyBucket);
  for (const [index, { partition }] of envelopes.entries()) {
    const bucket = bucketOf(partition);
    const linesOfBucket = buckets.get(bucket) ?? [];
    if (linesOfBucket.length === 0) buckets.set(bucket, linesOfBucket);
    linesOfBucket.push(lines[index] ?? '');
  }
  return [...buckets].flatMap(([bucket, linesOfBucket]) =>
    splitBySize(linesOfBucket).map((part) => ({
      partitionKey: partitionKey(bucket),
      explicitHashKey: explicitHashKey(bucket),
      data: encodeRecord(part),
    })),
  );
}

/**
 * Splits lines into runs that fit one record uncompressed. A single longer line (a quarantined message can
 * be as large as its request) stands alone; compressed it fits.
 */
function splitBySize(lines: readonly string[]): readonly (readonly string[])[] {
  // A UTF-16 unit is at most three bytes of UTF-8: nearly every record is known to fit without measuring.
  const units = lines.reduce((sum, line) => sum + line.length + 1, 0);
  if (units * 3 <= STREAM_LIMITS.recordBytes) return [lines];
  const parts: string[][] = [];
  let part: string[] = [];
  let bytes = 0;
  for (const line of lines) {
    const lineBytes = Buffer.byteLength(line) + 1;
    if (part.length > 0 && bytes + lineBytes > STREAM_LIMITS.recordBytes) {
      parts.push(part);
      part = [];
      bytes = 0;
    }
    part.push(line);
    bytes += lineBytes;
  }
  return part.length > 0 ? [...parts, part] : parts;
}

/** A batch mostly holds one person's messages: their bucket is hashed once. */
function memoize(bucketOf: (partition: string) => number): (partition: string) => number {
  const known = new Map<string, number>();
  return (partition) => {
    const bucket = known.get(partition) ?? bucketOf(partition);
    known.set(partition, bucket);
    return bucket;
  };
}

import { gunzipSync, gzipSync } from 'node:zlib';
import { type Envelope, MESSAGE_TYPES } from './envelope.ts';

/**
 * How messages lie in a Kinesis record: one envelope per line of NDJSON, gzip where that pays. Readers
 * look at the first two bytes, so both forms can stand in one stream.
 */

/** Below this a record costs Kinesis the same with and without gzip, and gzip costs ten times the CPU. */
const COMPRESS_ABOVE_BYTES = 4_096;

/** No record we write inflates to more; a larger one is not ours. */
const MAX_DECODED_BYTES = 16_000_000;

/** What a record holds, or why it cannot be read: a record that is not ours must not stop a shard. */
export type DecodedRecord =
  | { readonly kind: 'lines'; readonly lines: readonly string[] }
  | { readonly kind: 'corrupt'; readonly reason: CorruptReason };

/** One line as an envelope, or why it is none. */
export type ParsedEnvelope =
  | { readonly kind: 'envelope'; readonly envelope: Envelope }
  | { readonly kind: 'corrupt'; readonly reason: CorruptReason };

/** Stable: they are quarantine reasons. */
export type CorruptReason =
  | 'record_empty'
  | 'record_not_gzip'
  | 'record_not_utf8'
  | 'envelope_not_json'
  | 'envelope_invalid';

/** Prints an envelope as its line, without line breaks. */
export function formatEnvelope(envelope: Envelope): string {
  return formatEnvelopes([envelope]).join();
}

/**
 * Prints envelopes as lines. What the messages of a request have in common is printed once and spliced
 * into each: printing is the largest part of what collecting costs.
 */
export function formatEnvelopes(envelopes: readonly Envelope[]): string[] {
  let printed: Envelope | undefined;
  let common = '';
  return envelopes.map((envelope) => {
    if (printed === undefined || !arrivedTogether(printed, envelope)) {
      common = formatCommon(envelope);
      printed = envelope;
    }
    const { v, quarantine, messageId, type, sentAt, timestamp, originalTimestamp } = envelope;
    const { partition, message } = envelope;
    const own = { v, quarantine, messageId, type, sentAt, timestamp, originalTimestamp, partition };
    return `${JSON.stringify(own).slice(0, -1)},${common},"message":${JSON.stringify(message)}}`;
  });
}

/** The fields of its arrival, without braces; never empty. */
function formatCommon(envelope: Envelope): string {
  const { receivedAt, source, kind, trust, mode, ip, userAgent, gpc, defaults } = envelope;
  const common = { receivedAt, source, kind, trust, mode, ip, userAgent, gpc, defaults };
  return JSON.stringify(common).slice(1, -1);
}

function arrivedTogether(a: Envelope, b: Envelope): boolean {
  return (
    a.receivedAt === b.receivedAt &&
    a.source === b.source &&
    a.kind === b.kind &&
    a.trust === b.trust &&
    a.mode === b.mode &&
    a.ip === b.ip &&
    a.userAgent === b.userAgent &&
    a.gpc === b.gpc &&
    a.defaults === b.defaults
  );
}

/** Reads a line that `formatEnvelope` wrote, of any version so far. */
export function parseEnvelope(line: string): ParsedEnvelope {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { kind: 'corrupt', reason: 'envelope_not_json' };
  }
  return isEnvelope(value)
    ? { kind: 'envelope', envelope: value }
    : { kind: 'corrupt', reason: 'envelope_invalid' };
}

/** Joins lines into a record's bytes. `lines` must not be empty. */
export function encodeRecord(lines: readonly string[]): Buffer {
  const bytes = Buffer.from(lines.join('\n'), 'utf8');
  return bytes.length > COMPRESS_ABOVE_BYTES ? gzipSync(bytes, { level: 1 }) : bytes;
}

/** Splits a record's bytes into lines; the index of a line is its message's index in the record. */
export function decodeRecord(bytes: Uint8Array): DecodedRecord {
  if (bytes.length === 0) return { kind: 'corrupt', reason: 'record_empty' };
  const plain = inflate(bytes);
  if (plain === undefined) return { kind: 'corrupt', reason: 'record_not_gzip' };
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(plain);
    return { kind: 'lines', lines: text.split('\n') };
  } catch {
    return { kind: 'corrupt', reason: 'record_not_utf8' };
  }
}

/** True for bytes that start like gzip (RFC 1952). */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function inflate(bytes: Uint8Array): Uint8Array | undefined {
  if (!isGzip(bytes)) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_DECODED_BYTES });
  } catch {
    return undefined;
  }
}

const TEXT_FIELDS = ['messageId', 'receivedAt', 'timestamp', 'source', 'partition', 'message'];
const TYPES: ReadonlySet<unknown> = new Set(MESSAGE_TYPES);

function isEnvelope(value: unknown): value is Envelope {
  if (value === null || typeof value !== 'object') return false;
  const fields = new Map<string, unknown>(Object.entries(value));
  return (
    fields.get('v') === 1 &&
    TYPES.has(fields.get('type')) &&
    TEXT_FIELDS.every((name) => typeof fields.get(name) === 'string')
  );
}

import { BadRequestError } from '../kernel/errors.ts';
import type { Envelope } from './envelope.ts';
import { isJsonObject, type JsonObject } from './json-object.ts';
import { LIMITS } from './limits.ts';
import { repeatsKey } from './repeats-key.ts';
import { scanBatch } from './scan-batch.ts';
import { type ScannedValue, scanValue, skipSpace } from './scan-value.ts';

/** One message as it lay in its request. */
export interface SourceMessage {
  /** Its exact text, without surrounding white space. */
  readonly text: string;
  readonly value: unknown;
  readonly scan: ScannedValue;
}

/** A request of the tracking API: what it says of itself, and its messages. */
export interface ClientRequest {
  readonly writeKey: string | undefined;
  /** As sent, of any type: clients' clocks and dates are judged per message. */
  readonly sentAt: unknown;
  readonly defaults: Envelope['defaults'];
  readonly messages: readonly SourceMessage[];
}

/** A document this deep is no client's message: it is refused before it is parsed. */
const HOSTILE_DEPTH = 500;

const NO_FIELDS: JsonObject = {};

/**
 * Reads the body of a single-message path: the whole document is the message.
 * Throws `invalid_json`, `message_too_large` (400).
 */
export function parseSingle(text: string): ClientRequest {
  const scan = scanValue(text, skipSpace(text, 0));
  if (scan === undefined || skipSpace(text, scan.end) !== text.length) throw malformed();
  refuseHostile([scan]);
  const value = parse(text);
  const message = { text: text.slice(scan.start, scan.end), value, scan };
  if (byteLength(message.text) > LIMITS.messageBytes) {
    throw new BadRequestError(
      'message_too_large',
      `message is too large, got ${byteLength(message.text)} bytes, expected at most ${LIMITS.messageBytes}`,
    );
  }
  const { writeKey, sentAt } = isJsonObject(value) ? value : NO_FIELDS;
  return { writeKey: textOf(writeKey), sentAt, defaults: undefined, messages: [message] };
}

/**
 * Reads the body of a batch path: an object with an array `batch`, where `context` and `integrations`
 * beside it lie under each message's own.
 * Throws `invalid_json`, `batch_missing`, `batch_too_large`, `duplicate_key`, `batch_context_too_large` (400).
 */
export function parseBatch(text: string): ClientRequest {
  const frame = scanBatch(text);
  if (frame === undefined) throw malformed();
  const scans = frame.messages;
  refuseHostile([...frame.fields.values(), ...(scans ?? [])]);
  const body = parseFields(text);
  const repeats = [...frame.fields].some(([name, scan]) => repeatsKey(body[name], scan));
  if (repeats || Object.keys(body).length !== frame.keys) {
    throw new BadRequestError(
      'duplicate_key',
      'batch request repeats a key, expected each key once',
    );
  }
  if (scans === undefined || !Array.isArray(body.batch) || body.batch.length !== scans.length) {
    throw new BadRequestError(
      'batch_missing',
      "request has no messages, expected an array 'batch'",
    );
  }
  if (scans.length > LIMITS.batchMessages) {
    throw new BadRequestError(
      'batch_too_large',
      `batch is too large, got ${scans.length} messages, expected at most ${LIMITS.batchMessages}`,
    );
  }
  const values: readonly unknown[] = body.batch;
  return {
    writeKey: textOf(body.writeKey),
    sentAt: body.sentAt,
    defaults: defaultsOf({ text, fields: frame.fields, messages: scans.length }),
    messages: scans.map((scan, index) => ({
      text: text.slice(scan.start, scan.end),
      value: values[index],
      scan,
    })),
  };
}

function defaultsOf(batch: {
  text: string;
  fields: ReadonlyMap<string, ScannedValue>;
  messages: number;
}): Envelope['defaults'] {
  const textOfObject = (name: string): string | undefined => {
    const scan = batch.fields.get(name);
    const isObject = scan !== undefined && batch.text[scan.start] === '{';
    return isObject ? batch.text.slice(scan.start, scan.end) : undefined;
  };
  const context = textOfObject('context');
  const integrations = textOfObject('integrations');
  if (context === undefined && integrations === undefined) return undefined;
  const bytes = byteLength(context ?? '') + byteLength(integrations ?? '');
  if (bytes * batch.messages > LIMITS.expandedDefaultsBytes) {
    throw new BadRequestError(
      'batch_context_too_large',
      `context of the batch is too large, got ${bytes} bytes for ${batch.messages} messages, expected at most ${LIMITS.expandedDefaultsBytes} bytes together`,
    );
  }
  return { context, integrations };
}

function refuseHostile(scans: readonly ScannedValue[]): void {
  if (scans.every((scan) => scan.depth <= HOSTILE_DEPTH)) return;
  throw new BadRequestError(
    'too_deep',
    `request is nested too deeply, expected at most ${LIMITS.depth} levels a message`,
  );
}

function parseFields(text: string): JsonObject {
  const value = parse(text);
  return isJsonObject(value) ? value : NO_FIELDS;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformed();
  }
}

/** Without JSON.parse's own message, which quotes the body. */
function malformed(): BadRequestError {
  return new BadRequestError('invalid_json', 'request body is not valid JSON');
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function byteLength(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}

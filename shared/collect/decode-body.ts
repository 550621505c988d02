import { gunzipSync } from 'node:zlib';
import { BadRequestError } from '../kernel/errors.ts';
import { LIMITS } from './limits.ts';
import { isGzip } from './record-codec.ts';

/** Strict: a broken sequence would become U+FFFD and two people one. A leading byte order mark is dropped. */
const UTF8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Turns a request's body into text, whatever way it came: base64 of gzip, base64 of text, or text. Clients
 * name encodings and types loosely and proxies inflate on the way, so the bytes decide, not the headers.
 * Throws `request_too_large`, `invalid_encoding` (400); inflating stops at the limit, so a bomb costs little.
 */
export function decodeBody(request: { body?: string; isBase64Encoded: boolean }): string {
  const { body = '' } = request;
  if (!request.isBase64Encoded) return checkedText(body);
  if (body.length > base64Length(LIMITS.requestBytes)) throw tooLarge();
  const bytes = Buffer.from(body, 'base64');
  const plain = isGzip(bytes) ? inflate(bytes) : bytes;
  if (plain.length > LIMITS.requestBytes) throw tooLarge();
  return decodeUtf8(plain);
}

function checkedText(text: string): string {
  if (text.length > LIMITS.requestBytes || Buffer.byteLength(text) > LIMITS.requestBytes) {
    throw tooLarge();
  }
  if (!text.isWellFormed()) throw invalidEncoding();
  return text.startsWith('\ufeff') ? text.slice(1) : text;
}

function inflate(bytes: Uint8Array): Buffer {
  try {
    return gunzipSync(bytes, { maxOutputLength: LIMITS.requestBytes });
  } catch (error) {
    throw isTooLong(error) ? tooLarge() : invalidEncoding();
  }
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return UTF8.decode(bytes);
  } catch {
    throw invalidEncoding();
  }
}

function isTooLong(error: unknown): boolean {
  return error instanceof RangeError && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
}

function base64Length(bytes: number): number {
  return Math.ceil(bytes / 3) * 4;
}

function tooLarge(): BadRequestError {
  return new BadRequestError(
    'request_too_large',
    `request body is too large, expected at most ${LIMITS.requestBytes} bytes`,
  );
}

function invalidEncoding(): BadRequestError {
  return new BadRequestError(
    'invalid_encoding',
    'request body cannot be decoded, expected UTF-8 text, plain or gzip',
  );
}

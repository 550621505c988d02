import { createHash, createHmac } from 'node:crypto';

/** SHA-256 of a text (UTF-8), lower-case hex. */
export function sha256Hex(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/** SHA-256 of a text (UTF-8), raw bytes. */
export function sha256(text: string): Buffer {
  return createHash('sha256').update(text, 'utf8').digest();
}

/** HMAC-SHA256 of a text under a key, base64url, cut to `length` characters (22 hold 132 bits). */
export function hmacBase64Url(key: string, text: string, length: number): string {
  return createHmac('sha256', key).update(text, 'utf8').digest('base64url').slice(0, length);
}

import { LIMITS } from './limits.ts';

/** A value that stands where an identifier belongs and cannot be one. */
export const INVALID_IDENTIFIER = Symbol('invalid identifier');

/** Printable ASCII without blanks: nearly every identifier, and equal to its normal form. */
const PLAIN = /^[\x21-\x7e]{1,256}$/;

/** Control and format characters (bidi overrides, zero width, BOM): values that look alike would differ. */
const INVISIBLE = /[\p{Cc}\p{Cf}]/u;

/**
 * Reads a `userId`, `anonymousId` or `previousId` as clients send it and brings it to its normal form (NFC,
 * trimmed). Undefined where nothing was given (absent, null, blank).
 *
 * Invalid: longer than 256 characters, control or format characters, ill-formed Unicode (a lone surrogate
 * hashes like U+FFFD and would fuse people), and numbers JSON cannot carry exactly.
 */
export function identifierText(value: unknown): string | undefined | typeof INVALID_IDENTIFIER {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number') {
    return Number.isSafeInteger(value) ? String(value) : INVALID_IDENTIFIER;
  }
  if (typeof value !== 'string') return INVALID_IDENTIFIER;
  if (PLAIN.test(value)) return value;
  if (!value.isWellFormed()) return INVALID_IDENTIFIER;
  const text = value.normalize('NFC').trim();
  if (text === '') return undefined;
  const unusable = text.length > LIMITS.identifierLength || INVISIBLE.test(text);
  return unusable ? INVALID_IDENTIFIER : text;
}

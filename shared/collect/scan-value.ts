import { LIMITS } from './limits.ts';

/** Where one JSON value lies in a text, and how it is built. */
export interface ScannedValue {
  /** Offsets in UTF-16 code units, without surrounding white space; `end` is exclusive. */
  readonly start: number;
  readonly end: number;
  /** Levels of nesting: 0 for a scalar, 1 for a flat object. */
  readonly depth: number;
  /** Keys of the value itself, repeated ones counted each time; 0 unless it is an object. */
  readonly keys: number;
  /** Keys of its largest object within the depth limit. */
  readonly maxKeys: number;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const COMMA = 0x2c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** The index of the first character at or after `at` that is not JSON white space. */
export function skipSpace(text: string, at: number): number {
  let i = at;
  while (isSpace(text.charCodeAt(i))) i += 1;
  return i;
}

/** The index of the quote that closes the string opened at `at`, or -1. */
export function endOfString(text: string, at: number): number {
  for (let i = at + 1; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === QUOTE) return i;
    if (code === BACKSLASH) i += 1;
  }
  return -1;
}

/**
 * Measures the value that begins at `start`, in one pass and without recursion, so that a document of
 * 250,000 levels costs what its length costs. Undefined where the text ends inside it.
 *
 * It finds bounds, it does not validate: what it accepts still goes through `JSON.parse`. For every text
 * that `JSON.parse` takes, the bounds are exact.
 */
export function scanValue(text: string, start: number): ScannedValue | undefined {
  const first = text.charCodeAt(start);
  if (first !== OPEN_BRACE && first !== OPEN_BRACKET) return scanScalar(text, start);
  const keysAt = new Array<number>(LIMITS.depth + 1).fill(0);
  let level = 0;
  let depth = 0;
  let keys = 0;
  let maxKeys = 0;
  for (let i = start; i < text.length; i += 1) {
    switch (text.charCodeAt(i)) {
      case QUOTE:
        i = endOfString(text, i);
        if (i === -1) return undefined;
        break;
      case OPEN_BRACE:
      case OPEN_BRACKET:
        level += 1;
        if (level > depth) depth = level;
        keysAt[level] = 0;
        break;
      case COLON:
        if (level > LIMITS.depth) break;
        keysAt[level] = (keysAt[level] ?? 0) + 1;
        if (level === 1) keys += 1;
        maxKeys = Math.max(maxKeys, keysAt[level] ?? 0);
        break;
      case CLOSE_BRACE:
      case CLOSE_BRACKET:
        level -= 1;
        if (level === 0) return { start, end: i + 1, depth, keys, maxKeys };
        break;
    }
  }
  return undefined;
}

function scanScalar(text: string, start: number): ScannedValue | undefined {
  const end =
    text.charCodeAt(start) === QUOTE ? endOfString(text, start) + 1 : endOfWord(text, start);
  return end > start ? { start, end, depth: 0, keys: 0, maxKeys: 0 } : undefined;
}

/** The end of a number, `true`, `false`, `null`, or of whatever else stands in their place. */
function endOfWord(text: string, start: number): number {
  for (let i = start; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === COMMA || code === CLOSE_BRACKET || code === CLOSE_BRACE || isSpace(code)) return i;
  }
  return text.length;
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

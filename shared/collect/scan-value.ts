/** Where one JSON value lies in a text, and how it is built. */
export interface ScannedValue {
  /** Offsets in UTF-16 code units, without surrounding white space; `end` is exclusive. */
  readonly start: number;
  readonly end: number;
  /** Levels of nesting: 0 for a scalar, 1 for a flat object. */
  readonly depth: number;
  /** Keys of every object in it, itself included, repeated ones counted each time. */
  readonly allKeys: number;
  /** Keys of the largest object in it, itself included. */
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

/**
 * The index of the quote that closes the string opened at `at`, or -1. `indexOf` runs at several bytes per
 * cycle, which halves the time of a scan; looking back at escapes stays linear, as runs of backslashes
 * before different quotes never overlap.
 */
export function endOfString(text: string, at: number): number {
  let end = text.indexOf('"', at + 1);
  while (end !== -1 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end;
}

/** True where an odd number of backslashes stands before `at`. */
function isEscaped(text: string, at: number): boolean {
  let first = at;
  while (text.charCodeAt(first - 1) === BACKSLASH) first -= 1;
  return (at - first) % 2 === 1;
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
  const keysOfParents: number[] = [];
  let keys = 0;
  let allKeys = 0;
  let level = 0;
  let depth = 0;
  let maxKeys = 0;
  for (let i = start; i < text.length; i += 1) {
    switch (text.charCodeAt(i)) {
      case QUOTE:
        i = endOfString(text, i);
        if (i === -1) return undefined;
        break;
      case COLON:
        keys += 1;
        break;
      case OPEN_BRACE:
      case OPEN_BRACKET:
        keysOfParents.push(keys);
        keys = 0;
        level += 1;
        if (level > depth) depth = level;
        break;
      case CLOSE_BRACE:
      case CLOSE_BRACKET:
        if (keys > maxKeys) maxKeys = keys;
        allKeys += keys;
        level -= 1;
        if (level === 0) return { start, end: i + 1, depth, allKeys, maxKeys };
        keys = keysOfParents.pop() ?? 0;
        break;
    }
  }
  return undefined;
}

function scanScalar(text: string, start: number): ScannedValue | undefined {
  const end =
    text.charCodeAt(start) === QUOTE ? endOfString(text, start) + 1 : endOfWord(text, start);
  return end > start ? { start, end, depth: 0, allKeys: 0, maxKeys: 0 } : undefined;
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

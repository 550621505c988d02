import { endOfString, type ScannedValue, scanValue, skipSpace } from './scan-value.ts';

/** Where the parts of a batch request lie in its text. */
export interface ScannedBatch {
  /** Elements of the top-level `batch`, in order; undefined where it is missing or no array. */
  readonly messages: readonly ScannedValue[] | undefined;
  /** Every other top-level field by name, the last of a repeated one. */
  readonly fields: ReadonlyMap<string, ScannedValue>;
  /** Top-level keys, repeated ones counted each time. */
  readonly keys: number;
}

interface Cursor {
  readonly text: string;
  at: number;
}

const BATCH = 'batch';

/**
 * Finds the exact bounds of each element of a batch request's `batch`, so that every message can be kept
 * byte for byte. Undefined where the text is no complete JSON object; as with `scanValue`, what it accepts
 * still goes through `JSON.parse`.
 */
export function scanBatch(text: string): ScannedBatch | undefined {
  const cursor = { text, at: 0 };
  if (!take(cursor, '{')) return undefined;
  const fields = new Map<string, ScannedValue>();
  let messages: readonly ScannedValue[] | undefined;
  let keys = 0;
  for (let more = !take(cursor, '}'); more; more = take(cursor, ',')) {
    const name = takeKey(cursor);
    if (name === undefined) return undefined;
    keys += 1;
    const isBatch = name === BATCH && peek(cursor) === '[';
    if (isBatch) messages = takeElements(cursor);
    const value = isBatch ? undefined : takeValue(cursor);
    if (isBatch ? messages === undefined : value === undefined) return undefined;
    if (value !== undefined) fields.set(name, value);
  }
  const closed = keys === 0 || take(cursor, '}');
  const complete = closed && skipSpace(text, cursor.at) === text.length;
  return complete ? { messages, fields, keys } : undefined;
}

function takeElements(cursor: Cursor): ScannedValue[] | undefined {
  take(cursor, '[');
  const elements: ScannedValue[] = [];
  if (take(cursor, ']')) return elements;
  do {
    const element = takeValue(cursor);
    if (element === undefined) return undefined;
    elements.push(element);
  } while (take(cursor, ','));
  return take(cursor, ']') ? elements : undefined;
}

function takeValue(cursor: Cursor): ScannedValue | undefined {
  const value = scanValue(cursor.text, skipSpace(cursor.text, cursor.at));
  if (value !== undefined) cursor.at = value.end;
  return value;
}

function takeKey(cursor: Cursor): string | undefined {
  const start = skipSpace(cursor.text, cursor.at);
  const end = cursor.text[start] === '"' ? endOfString(cursor.text, start) : -1;
  if (end === -1) return undefined;
  cursor.at = end + 1;
  return take(cursor, ':') ? decodeKey(cursor.text.slice(start, end + 1)) : undefined;
}

/** A key's text without quotes and escapes; undefined where an escape is none of JSON's. */
function decodeKey(quoted: string): string | undefined {
  if (!quoted.includes('\\')) return quoted.slice(1, -1);
  try {
    return String(JSON.parse(quoted));
  } catch {
    return undefined;
  }
}

function peek(cursor: Cursor): string | undefined {
  return cursor.text[skipSpace(cursor.text, cursor.at)];
}

function take(cursor: Cursor, character: string): boolean {
  const at = skipSpace(cursor.text, cursor.at);
  if (cursor.text[at] !== character) return false;
  cursor.at = at + 1;
  return true;
}

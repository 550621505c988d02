import { isJsonObject } from './json-object.ts';
import type { ScannedValue } from './scan-value.ts';

/**
 * Says whether an object in a value, at any depth, repeats a key. `JSON.parse` keeps the last of them and
 * other readers the first, so they would see two e-mail addresses for one person. The scan counts every
 * key in the text, the parsed value has each once. `value` is walked recursively: its depth must be bounded.
 */
export function repeatsKey(value: unknown, scan: ScannedValue): boolean {
  return countKeys(value) !== scan.allKeys;
}

/** `for … in` rather than `Object.values`: a third of the time, and this runs for every message. */
function countKeys(value: unknown): number {
  let count = 0;
  if (Array.isArray(value)) {
    for (const item of value) count += countKeys(item);
  } else if (isJsonObject(value)) {
    for (const key in value) count += 1 + countKeys(value[key]);
  }
  return count;
}

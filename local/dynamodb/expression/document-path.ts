import type { AttributeValue, Item } from '../attribute-value.ts';
import { hasAttribute } from '../attribute-value.ts';

/** A place in an item: an attribute name, then names (into maps) and indexes (into lists). */
export type DocumentPath = readonly [string, ...(string | number)[]];

/** The value at `path`, if there is one. */
export function valueAt(item: Item, path: DocumentPath): AttributeValue | undefined {
  const [name, ...steps] = path;
  let value = attribute(item, name);
  for (const step of steps) value = value && child(value, step);
  return value;
}

/** The element or entry of a list or map; undefined for anything else. */
export function child(value: AttributeValue, step: string | number): AttributeValue | undefined {
  if (typeof step === 'number') return 'L' in value ? value.L[step] : undefined;
  return 'M' in value ? attribute(value.M, step) : undefined;
}

/** How DynamoDB prints a path in its messages: `[a, [0], b]`. */
export function printPath(path: DocumentPath): string {
  return `[${path.map((step) => (typeof step === 'number' ? `[${step}]` : step)).join(', ')}]`;
}

/** Whether two paths are the same. */
export function samePath(left: DocumentPath, right: DocumentPath): boolean {
  return left.length === right.length && left.every((step, index) => step === right[index]);
}

/**
 * How two paths stand in each other's way: one contains the other (`overlap`), or the same place would have
 * to be both a list and a map (`conflict`).
 */
export function pathClash(
  left: DocumentPath,
  right: DocumentPath,
): 'overlap' | 'conflict' | undefined {
  const shorter = Math.min(left.length, right.length);
  for (let index = 0; index < shorter; index += 1) {
    if (left[index] === right[index]) continue;
    return typeof left[index] === typeof right[index] ? undefined : 'conflict';
  }
  return 'overlap';
}

function attribute(item: Item, name: string): AttributeValue | undefined {
  return hasAttribute(item, name) ? item[name] : undefined;
}

import { isDeepStrictEqual } from 'node:util';
import type { Item } from './profile-item.ts';

/** The parts of an UpdateItem that turn one set of attributes into another. */
export interface AttributeDiff {
  readonly expression: string;
  readonly names: Record<string, string>;
  readonly values: Item;
}

/**
 * Sets what changed and removes what is gone; attributes in neither stay as they are, so a function of an
 * older release never drops what a newer one wrote. At least one attribute must differ.
 */
export function diffAttributes(before: Item, after: Item): AttributeDiff {
  const names: Record<string, string> = {};
  const values: Item = {};
  const sets: string[] = [];
  const removes: string[] = [];
  for (const [name, value] of Object.entries(after)) {
    if (isDeepStrictEqual(before[name], value)) continue;
    names[`#${name}`] = name;
    values[`:${name}`] = value;
    sets.push(`#${name} = :${name}`);
  }
  for (const name of Object.keys(before)) {
    if (name in after) continue;
    names[`#${name}`] = name;
    removes.push(`#${name}`);
  }
  const clauses = [
    sets.length > 0 ? `SET ${sets.join(', ')}` : '',
    removes.length > 0 ? `REMOVE ${removes.join(', ')}` : '',
  ];
  return { expression: clauses.filter(Boolean).join(' '), names, values };
}

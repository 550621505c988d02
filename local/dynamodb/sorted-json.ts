import { createHash } from 'node:crypto';

/** JSON with members in the order of their names: the same for values that are the same. */
export function sortedJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sortedJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${sortedJson(member)}`).join(',')}}`;
}

/** A hash that is the same for two requests exactly when they ask for the same. */
export function fingerprintOf(value: unknown): string {
  return createHash('sha256').update(sortedJson(value)).digest('base64');
}

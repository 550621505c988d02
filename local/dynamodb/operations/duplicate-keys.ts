import { invalid } from '../errors.ts';
import type { ItemKey } from '../item-key.ts';
import type { Table } from '../table-spec.ts';

/** Takes places of items one by one; one that was taken before is refused with this message. */
export function uniquePlaces(message: string): (place: { table: Table; key: ItemKey }) => void {
  const taken = new Set<string>();
  return ({ table, key }) => {
    const text = `${table.id}/${key.partition.toString('hex')}/${key.sort.toString('hex')}`;
    if (taken.has(text)) throw invalid(message);
    taken.add(text);
  };
}

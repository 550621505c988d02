import { invalid } from '../errors.ts';
import type { ItemKey } from '../item-key.ts';
import type { Table } from '../table-spec.ts';

/** Refuses, with this message, a request that names one item of a table twice. */
export function refuseDuplicates(
  places: readonly { readonly table: Table; readonly key: ItemKey }[],
  message: string,
): void {
  const texts = places.map(
    ({ table, key }) => `${table.id}/${key.partition.toString('hex')}/${key.sort.toString('hex')}`,
  );
  if (new Set(texts).size !== texts.length) throw invalid(message);
}

import type { Item } from '../attribute-value.ts';
import { canonicalItem } from '../canonical-value.ts';
import { invalid } from '../errors.ts';
import { type ItemKey, itemKey } from '../item-key.ts';
import type { Input } from '../request-input.ts';
import { optionalRecord } from '../request-input.ts';
import type { TableSpec } from '../table-spec.ts';
import { keyAttributes } from '../table-spec.ts';

/** Where a page starts: after the item with this key, which need not exist. */
export interface StartKey {
  readonly item: Item;
  readonly key: ItemKey;
}

/** Reads `ExclusiveStartKey`, which must be a whole key of the table. */
export function readStartKey(table: TableSpec, input: Input): StartKey | undefined {
  const given = optionalRecord(input, 'ExclusiveStartKey');
  if (!given) return undefined;
  const item = canonicalItem(given);
  const names = Object.keys(item);
  if (names.length === 0) throw invalid('The provided starting key is invalid');
  const attributes = keyAttributes(table);
  if (names.length !== attributes.length) {
    throw invalid("Exclusive Start Key must have same size as table's key schema");
  }
  for (const { name, type } of attributes) {
    const value = item[name];
    if (value && !(type in value)) throw invalid('Type mismatch for attribute to update');
  }
  return { item, key: itemKey(table, item) };
}

import { AwsError } from '../../service.ts';
import type { Item } from '../attribute-value.ts';
import { canonicalItem } from '../canonical-value.ts';
import { invalid } from '../errors.ts';
import type { ItemKey } from '../item-key.ts';
import { keyBytes } from '../item-key.ts';
import type { Input } from '../request-input.ts';
import { optionalRecord } from '../request-input.ts';
import type { KeyAttribute, TableSpec } from '../table-spec.ts';
import { keyAttributes } from '../table-spec.ts';

const INVALID = 'The provided starting key is invalid';

/** Reads `ExclusiveStartKey`: the place a page starts behind. It must be a whole key, but no item need have it. */
export function readStartKey(table: TableSpec, input: Input): ItemKey | undefined {
  const given = optionalRecord(input, 'ExclusiveStartKey');
  if (!given) return undefined;
  const item = canonicalItem(given);
  const names = Object.keys(item);
  if (names.length === 0) throw invalid(INVALID);
  const attributes = keyAttributes(table);
  for (const { name, type } of attributes) {
    const value = item[name];
    if (value && !(type in value)) throw invalid('Type mismatch for attribute to update');
  }
  if (names.length !== attributes.length) {
    throw invalid("Exclusive Start Key must have same size as table's key schema");
  }
  if (attributes.some(({ name }) => !names.includes(name))) throw invalid(INVALID);
  const sort = table.sortKey && startBytes(table.sortKey, item, INVALID);
  const partition = startBytes(
    table.partitionKey,
    item,
    `The query can return at most one row and cannot be restarted. ${INVALID}`,
  );
  return { partition, sort: sort ?? Buffer.alloc(0) };
}

function startBytes(attribute: KeyAttribute, item: Item, complaint: string): Buffer {
  const value = item[attribute.name];
  if (!value) throw invalid(INVALID);
  try {
    return keyBytes(attribute, value);
  } catch (cause) {
    if (!(cause instanceof AwsError)) throw cause;
    throw invalid(`${complaint}: ${cause.message}`);
  }
}

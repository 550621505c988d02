import type { AttributeValue, Item } from './attribute-value.ts';
import { emptyItem } from './attribute-value.ts';
import { canonicalItem } from './canonical-value.ts';
import { invalid, KeyRefused } from './errors.ts';
import { sortableNumber } from './number.ts';
import type { KeyAttribute, TableSpec } from './table-spec.ts';
import { keyAttributes } from './table-spec.ts';

/** Where an item is stored: bytes that sort as DynamoDB sorts keys. */
export interface ItemKey {
  readonly partition: Buffer;
  /** Empty for tables without a sort key. */
  readonly sort: Buffer;
}

const MAX_PARTITION_BYTES = 2048;
const MAX_SORT_BYTES = 1024;
const NO_SORT_KEY = Buffer.alloc(0);

/** The canonical attributes of a `Key` parameter. */
export function readKey(input: unknown): Item {
  if (input !== undefined && input !== null) return canonicalItem(input);
  throw invalid('Cannot have null key for GetItem, DeleteItem, or UpdateItem');
}

/** The place a `Key` parameter names: it must hold the key attributes of the table and no others. */
export function exactKey(table: TableSpec, key: Item): ItemKey {
  if (Object.keys(key).length === keyAttributes(table).length) return itemKey(table, key);
  throw invalid('The number of conditions on the keys is invalid');
}

/** The place of an item, or of a key's item; throws a ValidationException when it cannot be a key. */
export function itemKey(table: TableSpec, item: Item): ItemKey {
  const values = keyAttributes(table).map((attribute) => ({
    attribute,
    value: keyValue(item, attribute),
  }));
  const [partition, sort] = values.map(({ attribute, value }, index) => {
    const bytes = keyBytes(attribute, value);
    if (bytes.length <= (index === 0 ? MAX_PARTITION_BYTES : MAX_SORT_BYTES)) return bytes;
    throw new KeyRefused(
      'Hash primary key values must be under 2048 bytes, and range primary key values must be under 1024 bytes',
    );
  });
  if (!partition) throw new TypeError('a table has a partition key, got none');
  return { partition, sort: sort ?? NO_SORT_KEY };
}

/** The key attributes of an item. */
export function keyOf(table: TableSpec, item: Item): Item {
  const key = emptyItem();
  for (const { name } of keyAttributes(table)) {
    const value = item[name];
    if (value) key[name] = value;
  }
  return key;
}

/** Sortable bytes of one key value, which must be neither empty nor of another type. */
export function keyBytes(attribute: KeyAttribute, value: AttributeValue): Buffer {
  if (attribute.type === 'N' && 'N' in value) return sortableNumber(value.N);
  const bytes = scalarBytes(attribute, value);
  if (bytes.length > 0) return bytes;
  const kind = attribute.type === 'S' ? 'string' : 'binary';
  throw invalid(
    `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ${kind} value. Key: ${attribute.name}`,
  );
}

function keyValue(item: Item, { name }: KeyAttribute): AttributeValue {
  const value = Object.hasOwn(item, name) ? item[name] : undefined;
  if (!value) throw invalid('One of the required keys was not given a value');
  return value;
}

function scalarBytes({ type }: KeyAttribute, value: AttributeValue): Buffer {
  if (type === 'S' && 'S' in value) return Buffer.from(value.S);
  if (type === 'B' && 'B' in value) return Buffer.from(value.B, 'base64');
  const scalar = 'S' in value || 'N' in value || 'B' in value;
  throw scalar
    ? new KeyRefused('One or more parameter values were invalid: Type mismatch for key')
    : invalid('Invalid attribute value type');
}

import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** What a config item may hold: JSON, with absent (undefined) attributes left out. */
export type ItemValue =
  | string
  | number
  | boolean
  | null
  | readonly ItemValue[]
  | { readonly [name: string]: ItemValue | undefined };

/** Writes a record as DynamoDB attributes. Numbers must be safe integers or plain doubles: they come back as such. */
export function toItem(
  record: Readonly<Record<string, ItemValue | undefined>>,
): Record<string, AttributeValue> {
  const item: Record<string, AttributeValue> = {};
  for (const [name, value] of Object.entries(record)) {
    if (value !== undefined) item[name] = toAttribute(value);
  }
  return item;
}

/** Reads DynamoDB attributes back into a plain record; the caller parses it with its schema. */
export function fromItem(item: Record<string, AttributeValue>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(item).map(([name, value]) => [name, fromAttribute(value)]),
  );
}

function toAttribute(value: ItemValue): AttributeValue {
  if (value === null) return { NULL: true };
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number') return { N: String(value) };
  if (typeof value === 'boolean') return { BOOL: value };
  if (isList(value)) return { L: value.map(toAttribute) };
  return { M: toItem(value) };
}

function isList(value: ItemValue): value is readonly ItemValue[] {
  return Array.isArray(value);
}

function fromAttribute(value: AttributeValue): unknown {
  if (value.S !== undefined) return value.S;
  if (value.N !== undefined) return Number(value.N);
  if (value.BOOL !== undefined) return value.BOOL;
  if (value.L !== undefined) return value.L.map(fromAttribute);
  if (value.M !== undefined) return fromItem(value.M);
  if (value.NULL) return null;
  throw new TypeError(`attribute type is not used in config items, got ${Object.keys(value)[0]}`);
}

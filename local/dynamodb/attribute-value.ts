/** A DynamoDB value as the API writes it: exactly one type name, mapped to its content. */
export type AttributeValue =
  | { readonly S: string }
  | { readonly N: string }
  | { readonly B: string }
  | { readonly BOOL: boolean }
  | { readonly NULL: true }
  | { readonly SS: readonly string[] }
  | { readonly NS: readonly string[] }
  | { readonly BS: readonly string[] }
  | { readonly L: readonly AttributeValue[] }
  | { readonly M: Item };

/** Attributes by name: an item, or the content of a map. */
export type Item = Readonly<Record<string, AttributeValue>>;

/** The ten types of DynamoDB by their short names. */
export type AttributeType = 'S' | 'N' | 'B' | 'BOOL' | 'NULL' | 'SS' | 'NS' | 'BS' | 'L' | 'M';

/** The type of a value: its only key. */
export function typeOf(value: AttributeValue): AttributeType {
  // A canonical value has exactly one key, and it is one of the ten type names.
  for (const type in value) return type as AttributeType;
  throw new TypeError('an attribute value has a type, got none');
}

/** Whether `name` is an attribute of the item itself, so that `constructor` and `toString` stay ordinary names. */
export function hasAttribute(item: Item, name: string): boolean {
  return Object.hasOwn(item, name);
}

/** An item or map that any attribute name can be put into, `__proto__` included. */
export function emptyItem(): Record<string, AttributeValue> {
  return Object.create(null) as Record<string, AttributeValue>;
}

import type { AttributeValue, Item } from './attribute-value.ts';
import { numberSize } from './number.ts';

const DOCUMENT_OVERHEAD = 3;
const ELEMENT_OVERHEAD = 1;

/**
 * Bytes of an item by the rules AWS bills with: UTF-8 attribute names plus values; lists and maps cost 3
 * bytes and one per element on top.
 * Source: "DynamoDB item sizes and formats" in the developer guide.
 */
export function itemSize(item: Item): number {
  let bytes = 0;
  for (const name in item) {
    const value = item[name];
    if (value) bytes += Buffer.byteLength(name) + valueSize(value);
  }
  return bytes;
}

/** Bytes of one value without its name. */
export function valueSize(value: AttributeValue): number {
  if ('S' in value) return Buffer.byteLength(value.S);
  if ('N' in value) return numberSize(value.N);
  if ('B' in value) return Buffer.byteLength(value.B, 'base64');
  if ('M' in value) {
    return DOCUMENT_OVERHEAD + itemSize(value.M) + Object.keys(value.M).length * ELEMENT_OVERHEAD;
  }
  if ('L' in value) {
    return DOCUMENT_OVERHEAD + sum(value.L, (element) => valueSize(element) + ELEMENT_OVERHEAD);
  }
  if ('SS' in value) return sum(value.SS, (text) => Buffer.byteLength(text));
  if ('NS' in value) return sum(value.NS, numberSize);
  if ('BS' in value) return sum(value.BS, (bytes) => Buffer.byteLength(bytes, 'base64'));
  return 1;
}

/** What the function `size()` of an expression says of a value; undefined for numbers, booleans and null. */
export function sizeFunction(value: AttributeValue): number | undefined {
  // UTF-16 units, not bytes.
  if ('S' in value) return value.S.length;
  if ('B' in value) return Buffer.byteLength(value.B, 'base64');
  if ('L' in value) return value.L.length;
  if ('M' in value) return Object.keys(value.M).length;
  const members =
    'SS' in value ? value.SS : 'NS' in value ? value.NS : 'BS' in value ? value.BS : undefined;
  return members?.length;
}

function sum<T>(elements: readonly T[], sizeOf: (element: T) => number): number {
  return elements.reduce((total, element) => total + sizeOf(element), 0);
}

import type { AttributeValue, Item } from './attribute-value.ts';
import { typeOf } from './attribute-value.ts';
import { compareNumbers } from './number.ts';

/** Whether two canonical values are the same value of the same type; members of sets have no order. */
export function equalValues(left: AttributeValue, right: AttributeValue): boolean {
  if ('S' in left) return 'S' in right && left.S === right.S;
  if ('N' in left) return 'N' in right && left.N === right.N;
  if ('B' in left) return 'B' in right && left.B === right.B;
  if ('BOOL' in left) return 'BOOL' in right && left.BOOL === right.BOOL;
  if ('NULL' in left) return 'NULL' in right;
  if ('L' in left) return 'L' in right && equalLists(left.L, right.L);
  if ('M' in left) return 'M' in right && equalItems(left.M, right.M);
  // Canonical sets are sorted, so equal sets are equal texts.
  return typeOf(left) === typeOf(right) && JSON.stringify(left) === JSON.stringify(right);
}

/** Whether two items hold the same attributes. */
export function equalItems(left: Item, right: Item): boolean {
  const names = Object.keys(left);
  if (names.length !== Object.keys(right).length) return false;
  return names.every((name) => {
    const a = left[name];
    const b = Object.hasOwn(right, name) ? right[name] : undefined;
    return a !== undefined && b !== undefined && equalValues(a, b);
  });
}

/** Orders two strings, numbers or binaries; undefined when the types differ or have no order. */
export function compareValues(left: AttributeValue, right: AttributeValue): number | undefined {
  if ('S' in left && 'S' in right) return compareStrings(left.S, right.S);
  if ('N' in left && 'N' in right) return compareNumbers(left.N, right.N);
  if ('B' in left && 'B' in right) {
    return Buffer.compare(Buffer.from(left.B, 'base64'), Buffer.from(right.B, 'base64'));
  }
  return undefined;
}

/** UTF-8 byte order, which JavaScript's own order (UTF-16 units) differs from beyond the basic plane. */
export function compareStrings(left: string, right: string): number {
  if (left === right) return 0;
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}

function equalLists(left: readonly AttributeValue[], right: readonly AttributeValue[]): boolean {
  if (left.length !== right.length) return false;
  return left.every((element, index) => {
    const other = right[index];
    return other !== undefined && equalValues(element, other);
  });
}

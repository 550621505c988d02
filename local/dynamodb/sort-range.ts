import type { AttributeValue } from './attribute-value.ts';
import { invalid } from './errors.ts';
import type { SortCondition } from './expression/key-condition.ts';
import { keyBytes } from './item-key.ts';
import { valueSize } from './item-size.ts';
import type { SortRange } from './item-store.ts';
import type { KeyAttribute, TableSpec } from './table-spec.ts';

const MAX_SORT_BYTES = 1024;
const LOWEST = Buffer.alloc(0);
/** Longer than any sort key and not below any byte string of their length. */
const BEYOND = Buffer.alloc(MAX_SORT_BYTES + 1, 0xff);

/** Every sort key of a partition, which without a sort key holds one item. */
export function wholePartition({ sortKey }: TableSpec): SortRange {
  return { from: LOWEST, before: sortKey ? BEYOND : justAfter(LOWEST) };
}

/** What is left of a range behind a sort key in it. */
export function rangeAfter(
  sort: Buffer,
  range: SortRange,
  options: { ascending: boolean },
): SortRange {
  return options.ascending ? { ...range, from: justAfter(sort) } : { ...range, before: sort };
}

/** Whether no sort key can lie in a range. */
export function isEmptyRange({ from, before }: SortRange): boolean {
  return Buffer.compare(from, before) >= 0;
}

/** The first byte string after one: a half-open interval up to it includes the one. */
export function justAfter(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.from([0])]);
}

/** The sort keys for which a condition holds. */
export function sortRange(attribute: KeyAttribute, condition: SortCondition): SortRange {
  if (condition.kind === 'between') {
    const from = bytesOf(attribute, condition.lower);
    return { from, before: justAfter(bytesOf(attribute, condition.upper)) };
  }
  if (condition.kind === 'begins_with') {
    const from = bytesOf(attribute, condition.prefix);
    return { from, before: afterPrefix(from) };
  }
  const bytes = bytesOf(attribute, condition.value);
  switch (condition.operator) {
    case '=':
      return { from: bytes, before: justAfter(bytes) };
    case '<':
      return { from: LOWEST, before: bytes };
    case '<=':
      return { from: LOWEST, before: justAfter(bytes) };
    case '>':
      return { from: justAfter(bytes), before: BEYOND };
    case '>=':
      return { from: bytes, before: BEYOND };
  }
}

/** The bytes of a key value in a key condition, of the type the schema says. */
export function conditionBytes(attribute: KeyAttribute, value: AttributeValue): Buffer {
  if (attribute.type in value) return keyBytes(attribute, value);
  throw invalid(
    'One or more parameter values were invalid: Condition parameter type does not match schema type',
  );
}

function bytesOf(attribute: KeyAttribute, value: AttributeValue): Buffer {
  if (valueSize(value) > MAX_SORT_BYTES) {
    throw invalid(
      'One or more parameter values were invalid: Aggregated size of all range keys has exceeded the size limit of 1024 bytes',
    );
  }
  return conditionBytes(attribute, value);
}

/** The first byte string that does not begin with the prefix and lies after those that do. */
function afterPrefix(prefix: Buffer): Buffer {
  const last = prefix.findLastIndex((byte) => byte < 0xff);
  if (last < 0) return BEYOND;
  const next = Buffer.from(prefix.subarray(0, last + 1));
  next[last] = (next[last] ?? 0) + 1;
  return next;
}

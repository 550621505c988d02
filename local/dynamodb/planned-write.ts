import type { Item } from './attribute-value.ts';
import { writeUnits, writeUsage } from './capacity.ts';
import { conditionFailed } from './errors.ts';
import { holds } from './expression/condition.ts';
import type { ItemKey } from './item-key.ts';
import { itemSize } from './item-size.ts';
import type { StoredItem } from './item-store.ts';
import type { Store } from './store.ts';
import type { ItemChange } from './stream-log.ts';
import type { Table } from './table-spec.ts';
import type { WriteExpressions } from './write-expressions.ts';

/** A write to one item that is valid in itself; whether it happens depends on the item. */
export interface PlannedWrite extends WriteExpressions {
  readonly table: Table;
  readonly key: ItemKey;
  /** The item after the write, undefined for none; throws when the write does not fit the item. */
  after(before: Item | undefined): Item | undefined;
}

/** What a write comes to for the item as it is now. */
export type WriteDecision =
  | {
      readonly kind: 'write';
      readonly write: PlannedWrite;
      readonly before: StoredItem | undefined;
      readonly after: { readonly item: Item; readonly size: number } | undefined;
      readonly units: number;
    }
  | { readonly kind: 'refuse'; readonly item: Item | undefined; readonly units: number };

/** Reads the item, checks the condition and computes the item after the write; changes nothing. */
export function decideWrite(store: Store, write: PlannedWrite): WriteDecision {
  const before = store.items.get(write.table, write.key);
  if (write.condition && !holds(write.condition, before?.item ?? {})) {
    const item = write.returnsOnFailure ? before?.item : undefined;
    return { kind: 'refuse', item, units: attemptedUnits(write, before) };
  }
  const item = write.after(before?.item);
  const after = item && { item, size: itemSize(item) };
  const units = writeUnits(before?.size ?? 0, after?.size ?? 0);
  return { kind: 'write', write, before, after, units };
}

/** Writes what was decided; the change is to be reported to the store. */
export function applyWrite(
  store: Store,
  { write, before, after }: Extract<WriteDecision, { kind: 'write' }>,
): ItemChange {
  if (after) store.items.put(write.table, write.key, after, before);
  else if (before) store.items.delete(before);
  return { table: write.table, before: before?.item, after: after?.item };
}

/** Does one write; throws ConditionalCheckFailedException when its condition is false. */
export function performWrite(
  store: Store,
  write: PlannedWrite,
): { before: Item | undefined; after: Item | undefined; units: number } {
  const decision = store.write((report) => {
    const decided = decideWrite(store, write);
    if (decided.kind === 'write') report(applyWrite(store, decided));
    return decided;
  });
  if (decision.kind === 'refuse') {
    throw conditionFailed({ item: decision.item, usage: writeUsage(decision.units) });
  }
  return {
    before: decision.before?.item,
    after: decision.after?.item,
    units: decision.units,
  };
}

/** A failed condition costs what the write would have: the larger of the item there and the item attempted. */
function attemptedUnits(write: PlannedWrite, before: StoredItem | undefined): number {
  return writeUnits(before?.size ?? 0, attemptedSize(write, before));
}

function attemptedSize(write: PlannedWrite, before: StoredItem | undefined): number {
  try {
    const item = write.after(before?.item);
    return item ? itemSize(item) : 0;
  } catch {
    // The update would not have fitted the item either: only the item there is left to measure.
    return 0;
  }
}

import type { Item } from './attribute-value.ts';
import { canonicalItem, fitsNesting } from './canonical-value.ts';
import { invalid } from './errors.ts';
import { pathsOf } from './expression/condition.ts';
import { pathsIn } from './expression/set-value.ts';
import type { UpdateAction } from './expression/update.ts';
import { applyUpdate } from './expression/update.ts';
import type { ItemKey } from './item-key.ts';
import { exactKey, itemKey } from './item-key.ts';
import { itemSize } from './item-size.ts';
import type { PlannedWrite } from './planned-write.ts';
import { requireScalarKeys } from './scalar-keys.ts';
import type { Table } from './table-spec.ts';
import { keyAttributes } from './table-spec.ts';
import type { WriteExpressions } from './write-expressions.ts';

/** 400 KB, names and values together. */
const MAX_ITEM_BYTES = 400 * 1024;

/** The canonical attributes of an `Item` parameter, which must not be too large. */
export function readItem(input: unknown): Item {
  const item = canonicalItem(input);
  if (itemSize(item) <= MAX_ITEM_BYTES) return item;
  throw invalid('Item size has exceeded the maximum allowed size');
}

/** The expressions of a write, asked for once its key is known to be one. */
type ReadExpressions = () => WriteExpressions;

/** A put of an item. */
export function planPut(table: Table, item: Item, read: ReadExpressions): PlannedWrite {
  return plan(table, itemKey(table, item), { read, after: () => item });
}

/** A delete of the item with a key. */
export function planDelete(table: Table, key: Item, read: ReadExpressions): PlannedWrite {
  return plan(table, exactKey(table, key), { read, after: () => undefined });
}

/** A check of the item with a key, which stays as it is. */
export function planCheck(table: Table, key: Item, read: ReadExpressions): PlannedWrite {
  return plan(table, exactKey(table, key), { read, after: (before) => before });
}

/** An update of the item with a key, which is created if need be. */
export function planUpdate(table: Table, key: Item, read: ReadExpressions): PlannedWrite {
  return plan(table, exactKey(table, key), {
    read,
    after: (before, actions) => updated(table, actions, before ?? key),
  });
}

function plan(
  table: Table,
  key: ItemKey,
  write: {
    read: ReadExpressions;
    after: (before: Item | undefined, actions: readonly UpdateAction[]) => Item | undefined;
  },
): PlannedWrite {
  const expressions = write.read();
  const { condition, actions } = expressions;
  requireScalarKeys(table, condition ? pathsOf(condition) : []);
  return { ...expressions, table, key, after: (before) => write.after(before, actions) };
}

function updated(table: Table, actions: readonly UpdateAction[], before: Item): Item {
  const keyNames = keyAttributes(table).map(({ name }) => name);
  for (const { path } of actions) {
    if (keyNames.includes(path[0])) {
      throw invalid(
        `One or more parameter values were invalid: Cannot update attribute ${path[0]}. This attribute is part of the key`,
      );
    }
  }
  requireScalarKeys(
    table,
    actions.flatMap((action) => (action.kind === 'SET' ? pathsIn(action.value) : [])),
  );
  const after = applyUpdate(actions, before);
  for (const value of Object.values(after)) {
    if (!fitsNesting(value)) throw invalid('Nesting Levels have exceeded supported limits');
  }
  if (itemSize(after) > MAX_ITEM_BYTES) {
    throw invalid('Item size to update has exceeded the maximum allowed size');
  }
  return after;
}

import type { AttributeValue, Item } from '../attribute-value.ts';
import { invalid } from '../errors.ts';
import { addNumbers } from '../number.ts';
import { addToSet, removeFromSet } from '../value-set.ts';
import type { DocumentPath } from './document-path.ts';
import { child, valueAt } from './document-path.ts';
import { putAt, removeAt } from './edit-document.ts';
import type { SetValue } from './set-value.ts';
import { evaluate, wrongOperandType } from './set-value.ts';

/** One action of an update with every placeholder replaced. */
export type UpdateAction =
  | { readonly kind: 'SET'; readonly path: DocumentPath; readonly value: SetValue }
  | { readonly kind: 'REMOVE'; readonly path: DocumentPath }
  | {
      readonly kind: 'ADD' | 'DELETE';
      readonly path: DocumentPath;
      readonly value: AttributeValue;
    };

/** What an action comes down to for one item: a value at a path, or nothing there. */
interface Edit {
  readonly path: DocumentPath;
  readonly value: AttributeValue | undefined;
}

/**
 * The item after an update. Every operand is read from the item as it was; then values are put, and at
 * last places are removed, so that list indexes mean the list as it was. Throws a ValidationException when
 * the item does not fit the expression; the item given is not changed.
 */
export function applyUpdate(actions: readonly UpdateAction[], item: Item): Item {
  const edits = actions.map((action) => plan(action, item)).filter((edit) => edit !== undefined);
  let updated = item;
  for (const { path, value } of edits.toSorted((a, b) => comparePaths(a.path, b.path))) {
    if (value) updated = putAt(updated, path, value);
  }
  for (const { path, value } of edits.toSorted((a, b) => comparePaths(b.path, a.path))) {
    if (!value) updated = removeAt(updated, path);
  }
  return updated;
}

function plan(action: UpdateAction, item: Item): Edit | undefined {
  const { path } = action;
  requireParent(item, path);
  if (action.kind === 'SET') return { path, value: evaluate(action.value, item) };
  const current = valueAt(item, path);
  // Only what was there is removed: an index beyond the end may by now be that of an appended element.
  if (action.kind === 'REMOVE') return current && { path, value: undefined };
  if (action.kind === 'ADD') return { path, value: add(current, action.value) };
  if (!current) return undefined;
  return { path, value: removeFromSet(requireSameType(current, action.value), action.value) };
}

function add(current: AttributeValue | undefined, addend: AttributeValue): AttributeValue {
  if (!current) return addend;
  requireSameType(current, addend);
  if ('N' in current && 'N' in addend) {
    return { N: addNumbers(current.N, addend.N, { subtract: false }) };
  }
  return addToSet(current, addend);
}

function requireSameType(current: AttributeValue, operand: AttributeValue): AttributeValue {
  const [type] = Object.keys(operand);
  if (type === undefined || !(type in current)) throw wrongOperandType();
  return current;
}

/** A path can be written only into a map (by name) or a list (by index) that is there. */
function requireParent(item: Item, path: DocumentPath): void {
  if (path.length === 1) return;
  const [name, ...steps] = path;
  const last = steps.pop();
  let parent = valueAt(item, [name]);
  for (const step of steps) parent = parent && child(parent, step);
  if (parent && (typeof last === 'number' ? 'L' in parent : 'M' in parent)) return;
  throw invalid('The document path provided in the update expression is invalid for update');
}

/** Orders paths step by step, so that of two places in one list the lower index comes first. */
function comparePaths(left: DocumentPath, right: DocumentPath): number {
  for (const [index, step] of left.entries()) {
    const other = right[index];
    if (step === other) continue;
    if (typeof step === 'number' && typeof other === 'number') return step - other;
    return String(step) < String(other) ? -1 : 1;
  }
  return left.length - right.length;
}

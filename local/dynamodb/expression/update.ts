import type { AttributeValue, Item } from '../attribute-value.ts';
import { invalid } from '../errors.ts';
import { addNumbers } from '../number.ts';
import { addToSet, removeFromSet } from '../value-set.ts';
import type { DocumentPath } from './document-path.ts';
import { child, valueAt } from './document-path.ts';
import { putAt, removeAt } from './edit-document.ts';

/** The right-hand side of a SET with every placeholder replaced. */
export type SetValue =
  | { readonly kind: 'path'; readonly path: DocumentPath }
  | { readonly kind: 'value'; readonly value: AttributeValue }
  | {
      readonly kind: 'arithmetic';
      readonly operator: '+' | '-';
      readonly left: SetValue;
      readonly right: SetValue;
    }
  | { readonly kind: 'if_not_exists'; readonly path: DocumentPath; readonly fallback: SetValue }
  | { readonly kind: 'list_append'; readonly left: SetValue; readonly right: SetValue };

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

/** The paths an action reads values from, in the order written. */
export function pathsReadBy(action: UpdateAction): readonly DocumentPath[] {
  return action.kind === 'SET' ? pathsIn(action.value) : [];
}

function pathsIn(value: SetValue): readonly DocumentPath[] {
  switch (value.kind) {
    case 'value':
      return [];
    case 'path':
      return [value.path];
    case 'if_not_exists':
      return [value.path, ...pathsIn(value.fallback)];
    default:
      return [...pathsIn(value.left), ...pathsIn(value.right)];
  }
}

function plan(action: UpdateAction, item: Item): Edit | undefined {
  const { path } = action;
  requireParent(item, path);
  if (action.kind === 'SET') return { path, value: evaluate(action.value, item) };
  const current = valueAt(item, path);
  if (action.kind === 'REMOVE') return { path, value: undefined };
  if (action.kind === 'ADD') return { path, value: add(current, action.value) };
  if (!current) return undefined;
  return { path, value: removeFromSet(requireSameType(current, action.value), action.value) };
}

function evaluate(value: SetValue, item: Item): AttributeValue {
  switch (value.kind) {
    case 'value':
      return value.value;
    case 'path': {
      const found = valueAt(item, value.path);
      if (found) return found;
      throw invalid(
        'The provided expression refers to an attribute that does not exist in the item',
      );
    }
    case 'if_not_exists':
      return valueAt(item, value.path) ?? evaluate(value.fallback, item);
    case 'arithmetic': {
      const [left, right] = evaluateAll([value.left, value.right], item, 'N');
      return { N: addNumbers(left.N, right.N, { subtract: value.operator === '-' }) };
    }
    case 'list_append': {
      const [left, right] = evaluateAll([value.left, value.right], item, 'L');
      return { L: [...left.L, ...right.L] };
    }
  }
}

/** Two operands of one type. Functions among them come first, then each in turn must be there and fit. */
function evaluateAll<T extends 'N' | 'L'>(
  operands: readonly [SetValue, SetValue],
  item: Item,
  type: T,
): [OfType<T>, OfType<T>] {
  const [left, right] = operands.map((operand) =>
    operand.kind === 'path' ? operand : { kind: 'value' as const, value: evaluate(operand, item) },
  );
  if (!left || !right) throw new TypeError('two operands are evaluated, got fewer');
  return [ofType(evaluate(left, item), type), ofType(evaluate(right, item), type)];
}

type OfType<T extends 'N' | 'L'> = Extract<AttributeValue, Record<T, unknown>>;

function ofType<T extends 'N' | 'L'>(value: AttributeValue, type: T): OfType<T> {
  // The type of a value is its only key.
  if (type in value) return value as OfType<T>;
  throw wrongType();
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
  if (type === undefined || !(type in current)) throw wrongType();
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

function wrongType() {
  return invalid('An operand in the update expression has an incorrect data type');
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

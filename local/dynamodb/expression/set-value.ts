import type { AwsError } from '../../service.ts';
import type { AttributeValue, Item } from '../attribute-value.ts';
import { invalid } from '../errors.ts';
import { addNumbers } from '../number.ts';
import type { DocumentPath } from './document-path.ts';
import { valueAt } from './document-path.ts';

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

/** The value of a right-hand side for an item; throws when something is not there or of the wrong type. */
export function evaluate(value: SetValue, item: Item): AttributeValue {
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
  throw wrongOperandType();
}

/** The paths a right-hand side reads, in the order written. */
export function pathsIn(value: SetValue): readonly DocumentPath[] {
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

/** The error for a value in the item that is not of the type an action needs. */
export function wrongOperandType(): AwsError {
  return invalid('An operand in the update expression has an incorrect data type');
}

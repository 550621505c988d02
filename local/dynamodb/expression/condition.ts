import type { AttributeValue, Item } from '../attribute-value.ts';
import { typeOf } from '../attribute-value.ts';
import { compareValues, equalValues } from '../compare.ts';
import { sizeFunction } from '../item-size.ts';
import type { DocumentPath } from './document-path.ts';
import { valueAt } from './document-path.ts';
import type { Comparator } from './syntax.ts';

/** Something a condition compares, with every placeholder replaced. */
export type Operand =
  | { readonly kind: 'path'; readonly path: DocumentPath }
  | { readonly kind: 'value'; readonly value: AttributeValue }
  | { readonly kind: 'size'; readonly of: Operand };

/** A condition, filter or key condition with every placeholder replaced. */
export type Condition =
  | { readonly kind: 'and' | 'or'; readonly left: Condition; readonly right: Condition }
  | { readonly kind: 'not'; readonly inner: Condition }
  | {
      readonly kind: 'compare';
      readonly operator: Comparator;
      readonly left: Operand;
      readonly right: Operand;
    }
  | {
      readonly kind: 'between';
      readonly subject: Operand;
      readonly lower: Operand;
      readonly upper: Operand;
    }
  | { readonly kind: 'in'; readonly subject: Operand; readonly choices: readonly Operand[] }
  | { readonly kind: 'exists'; readonly path: DocumentPath; readonly expected: boolean }
  | { readonly kind: 'type'; readonly subject: Operand; readonly type: string }
  | { readonly kind: 'begins_with'; readonly subject: Operand; readonly prefix: Operand }
  | { readonly kind: 'contains'; readonly subject: Operand; readonly member: Operand };

/** Whether the condition holds for an item; a missing item is an empty one. */
export function holds(condition: Condition, item: Item): boolean {
  switch (condition.kind) {
    case 'and':
      return holds(condition.left, item) && holds(condition.right, item);
    case 'or':
      return holds(condition.left, item) || holds(condition.right, item);
    case 'not':
      return !holds(condition.inner, item);
    case 'exists':
      return (valueAt(item, condition.path) !== undefined) === condition.expected;
    case 'compare':
      return compares(
        condition.operator,
        resolve(condition.left, item),
        resolve(condition.right, item),
      );
    case 'between':
      return isBetween(condition, item);
    case 'in': {
      const subject = resolve(condition.subject, item);
      return condition.choices.some((choice) => compares('=', subject, resolve(choice, item)));
    }
    case 'type': {
      const subject = resolve(condition.subject, item);
      return subject !== undefined && typeOf(subject) === condition.type;
    }
    case 'begins_with':
      return beginsWith(resolve(condition.subject, item), resolve(condition.prefix, item));
    case 'contains':
      return contains(resolve(condition.subject, item), resolve(condition.member, item));
  }
}

/** The paths a condition reads, in the order written. */
export function pathsOf(condition: Condition): readonly DocumentPath[] {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return [...pathsOf(condition.left), ...pathsOf(condition.right)];
    case 'not':
      return pathsOf(condition.inner);
    case 'exists':
      return [condition.path];
    case 'compare':
      return [condition.left, condition.right].flatMap(pathsIn);
    case 'between':
      return [condition.subject, condition.lower, condition.upper].flatMap(pathsIn);
    case 'in':
      return [condition.subject, ...condition.choices].flatMap(pathsIn);
    case 'type':
      return pathsIn(condition.subject);
    case 'begins_with':
      return [condition.subject, condition.prefix].flatMap(pathsIn);
    case 'contains':
      return [condition.subject, condition.member].flatMap(pathsIn);
  }
}

function pathsIn(operand: Operand): readonly DocumentPath[] {
  if (operand.kind === 'path') return [operand.path];
  return operand.kind === 'size' ? pathsIn(operand.of) : [];
}

function resolve(operand: Operand, item: Item): AttributeValue | undefined {
  if (operand.kind === 'value') return operand.value;
  if (operand.kind === 'path') return valueAt(item, operand.path);
  const subject = resolve(operand.of, item);
  const size = subject && sizeFunction(subject);
  return size === undefined ? undefined : { N: String(size) };
}

function compares(
  operator: Comparator,
  left: AttributeValue | undefined,
  right: AttributeValue | undefined,
): boolean {
  if (!left || !right) return operator === '<>';
  if (operator === '=') return equalValues(left, right);
  if (operator === '<>') return !equalValues(left, right);
  const order = compareValues(left, right);
  if (order === undefined) return false;
  if (operator === '<') return order < 0;
  if (operator === '<=') return order <= 0;
  return operator === '>' ? order > 0 : order >= 0;
}

function isBetween(condition: Extract<Condition, { kind: 'between' }>, item: Item): boolean {
  const subject = resolve(condition.subject, item);
  const lower = resolve(condition.lower, item);
  const upper = resolve(condition.upper, item);
  return compares('>=', subject, lower) && compares('<=', subject, upper);
}

function beginsWith(
  subject: AttributeValue | undefined,
  prefix: AttributeValue | undefined,
): boolean {
  if (!subject || !prefix) return false;
  if ('S' in subject && 'S' in prefix) return subject.S.startsWith(prefix.S);
  if (!('B' in subject && 'B' in prefix)) return false;
  const bytes = Buffer.from(prefix.B, 'base64');
  return Buffer.from(subject.B, 'base64').subarray(0, bytes.length).equals(bytes);
}

function contains(
  subject: AttributeValue | undefined,
  member: AttributeValue | undefined,
): boolean {
  if (!subject || !member) return false;
  if ('S' in subject) return 'S' in member && subject.S.includes(member.S);
  if ('B' in subject) {
    return (
      'B' in member && Buffer.from(subject.B, 'base64').includes(Buffer.from(member.B, 'base64'))
    );
  }
  if ('L' in subject) return subject.L.some((element) => equalValues(element, member));
  if ('SS' in subject) return 'S' in member && subject.SS.includes(member.S);
  if ('NS' in subject) return 'N' in member && subject.NS.includes(member.N);
  return 'BS' in subject && 'B' in member && subject.BS.includes(member.B);
}

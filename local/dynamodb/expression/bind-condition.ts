import { compareValues } from '../compare.ts';
import { invalid } from '../errors.ts';
import type { Condition, Operand } from './condition.ts';
import {
  ORDERED,
  PREFIXED,
  requireCount,
  requireDistinct,
  requireTypes,
  SIZED,
  typeName,
} from './operand-checks.ts';
import type { Placeholders } from './placeholders.ts';
import type { CallSyntax, ConditionSyntax, OperandSyntax } from './syntax.ts';
import type { ExpressionKind } from './token-reader.ts';

/** Where the parts of one expression take their placeholders from. */
interface Binding {
  readonly kind: ExpressionKind;
  readonly placeholders: Placeholders;
}

/** Replaces the placeholders of a parsed condition, refusing operands of the wrong number or type. */
export function bindCondition(
  kind: ExpressionKind,
  syntax: ConditionSyntax,
  placeholders: Placeholders,
): Condition {
  return condition(syntax, { kind, placeholders });
}

function condition(syntax: ConditionSyntax, binding: Binding): Condition {
  switch (syntax.kind) {
    case 'group':
      return condition(syntax.inner, binding);
    case 'not':
      return { kind: 'not', inner: condition(syntax.inner, binding) };
    case 'and':
    case 'or': {
      const left = condition(syntax.left, binding);
      return { kind: syntax.kind, left, right: condition(syntax.right, binding) };
    }
    case 'compare':
      return comparison(syntax, binding);
    case 'between':
      return between(syntax, binding);
    case 'in': {
      const subject = operand(syntax.subject, binding);
      const choices = syntax.choices.map((choice) => operand(choice, binding));
      requireDistinct({ operator: 'IN', operands: [subject, ...choices], kind: binding.kind });
      return { kind: 'in', subject, choices };
    }
    case 'call':
      return call(syntax, binding);
  }
}

function comparison(
  syntax: Extract<ConditionSyntax, { kind: 'compare' }>,
  binding: Binding,
): Condition {
  const left = operand(syntax.left, binding);
  const right = operand(syntax.right, binding);
  const { operator } = syntax;
  const checked = { operator, operands: [left, right], kind: binding.kind };
  requireDistinct(checked);
  if (operator !== '=' && operator !== '<>') requireTypes(checked, ORDERED);
  return { kind: 'compare', operator, left, right };
}

function between(
  syntax: Extract<ConditionSyntax, { kind: 'between' }>,
  binding: Binding,
): Condition {
  const subject = operand(syntax.subject, binding);
  const lower = operand(syntax.lower, binding);
  const upper = operand(syntax.upper, binding);
  const checked = { operator: 'BETWEEN', operands: [subject, lower, upper], kind: binding.kind };
  requireDistinct(checked);
  requireTypes(checked, ORDERED);
  if (lower.kind === 'value' && upper.kind === 'value') {
    requireOrder(compareValues(lower.value, upper.value), syntax, binding);
  }
  return { kind: 'between', subject, lower, upper };
}

function requireOrder(
  order: number | undefined,
  { lower, upper }: { lower: OperandSyntax; upper: OperandSyntax },
  { kind, placeholders }: Binding,
): void {
  const print = (bound: OperandSyntax) => placeholders.print(placeholderIn(bound));
  const bounds = `lower bound operand: ${print(lower)}, upper bound operand: ${print(upper)}`;
  if (order === undefined) {
    throw invalid(
      `Invalid ${kind}: The BETWEEN operator requires same data type for lower and upper bounds; ${bounds}`,
    );
  }
  if (order > 0) {
    throw invalid(
      `Invalid ${kind}: The BETWEEN operator requires upper bound to be greater than or equal to lower bound; ${bounds}`,
    );
  }
}

function call(syntax: CallSyntax, binding: Binding): Condition {
  const operands = syntax.operands.map((argument) => operand(argument, binding));
  const { name } = syntax;
  const checked = { operator: name, operands, kind: binding.kind };
  if (name === 'attribute_exists' || name === 'attribute_not_exists') {
    const [subject] = requireCount(checked, 1);
    if (subject?.kind !== 'path') {
      throw invalid(
        `Invalid ${binding.kind}: Operator or function requires a document path; operator or function: ${name}`,
      );
    }
    return { kind: 'exists', path: subject.path, expected: name === 'attribute_exists' };
  }
  const [first, second] = requireCount(checked, 2);
  if (!first || !second) throw new TypeError(`two operands were counted for ${name}, got fewer`);
  if (name === 'attribute_type') {
    return { kind: 'type', subject: first, type: typeName(second, binding.kind) };
  }
  requireDistinct(checked);
  if (name === 'begins_with') {
    requireTypes(checked, PREFIXED);
    return { kind: 'begins_with', subject: first, prefix: second };
  }
  return { kind: 'contains', subject: first, member: second };
}

function operand(syntax: OperandSyntax, binding: Binding): Operand {
  switch (syntax.kind) {
    case 'group':
      return operand(syntax.inner, binding);
    case 'path':
      return { kind: 'path', path: binding.placeholders.path(binding.kind, syntax.path) };
    case 'value':
      return { kind: 'value', value: binding.placeholders.value(binding.kind, syntax.placeholder) };
    case 'call': {
      const operands = syntax.operands.map((argument) => operand(argument, binding));
      const checked = { operator: 'size', operands, kind: binding.kind };
      const [subject] = requireCount(checked, 1);
      if (!subject) throw new TypeError('one operand was counted for size, got none');
      requireTypes(checked, SIZED);
      return { kind: 'size', of: subject };
    }
  }
}

function placeholderIn(syntax: OperandSyntax): string {
  if (syntax.kind === 'group') return placeholderIn(syntax.inner);
  return syntax.kind === 'value' ? syntax.placeholder : '';
}

import type { AttributeType } from '../attribute-value.ts';
import { typeOf } from '../attribute-value.ts';
import { compareValues } from '../compare.ts';
import { invalid } from '../errors.ts';
import type { Condition, Operand } from './condition.ts';
import { printPath, samePath } from './document-path.ts';
import type { Placeholders } from './placeholders.ts';
import type { CallSyntax, ConditionSyntax, OperandSyntax } from './syntax.ts';
import type { ExpressionKind } from './token-reader.ts';

/** Where the parts of one expression take their placeholders from. */
interface Binding {
  readonly kind: ExpressionKind;
  readonly placeholders: Placeholders;
}

const ORDERED: readonly AttributeType[] = ['S', 'N', 'B'];
const SIZED: readonly AttributeType[] = ['S', 'B', 'SS', 'NS', 'BS', 'L', 'M'];
const PREFIXED: readonly AttributeType[] = ['S', 'B'];
const TYPE_NAMES = ['N', 'BS', 'L', 'B', 'NULL', 'M', 'S', 'SS', 'NS', 'BOOL'];
// What DynamoDB prints for an operand of attribute_type that is not a literal: every type it knows inside.
const ANY_INTERNAL_TYPE =
  '{HDS,M,BS,N,S,FLOAT,SS,L,INTSET,HD,NS,DOUBLESET,DOUBLE,FS,BOOL,DECIMALSET,INT,B,NULL,DICT,DECIMAL}';

/** Replaces the placeholders of a parsed condition, refusing operands of the wrong number or type. */
export function bindCondition(
  kind: ExpressionKind,
  syntax: ConditionSyntax,
  placeholders: Placeholders,
): Condition {
  return condition(syntax, { kind, placeholders });
}

/** Replaces the placeholders of one operand. */
export function bindOperand(
  kind: ExpressionKind,
  syntax: OperandSyntax,
  placeholders: Placeholders,
): Operand {
  return operand(syntax, { kind, placeholders });
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
      requireDistinct('IN', [subject, ...choices], binding);
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
  requireDistinct(operator, [left, right], binding);
  if (operator !== '=' && operator !== '<>')
    requireTypes(operator, [left, right], ORDERED, binding);
  return { kind: 'compare', operator, left, right };
}

function between(
  syntax: Extract<ConditionSyntax, { kind: 'between' }>,
  binding: Binding,
): Condition {
  const subject = operand(syntax.subject, binding);
  const lower = operand(syntax.lower, binding);
  const upper = operand(syntax.upper, binding);
  requireDistinct('BETWEEN', [subject, lower, upper], binding);
  requireTypes('BETWEEN', [subject, lower, upper], ORDERED, binding);
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
  if (name === 'attribute_exists' || name === 'attribute_not_exists') {
    const [subject] = requireCount(name, operands, 1, binding);
    if (subject?.kind !== 'path') {
      throw invalid(
        `Invalid ${binding.kind}: Operator or function requires a document path; operator or function: ${name}`,
      );
    }
    return { kind: 'exists', path: subject.path, expected: name === 'attribute_exists' };
  }
  const [first, second] = requireCount(name, operands, 2, binding);
  if (!first || !second) throw new TypeError(`two operands were counted for ${name}, got fewer`);
  if (name === 'attribute_type') {
    return { kind: 'type', subject: first, type: typeName(second, binding) };
  }
  requireDistinct(name, operands, binding);
  if (name === 'begins_with') {
    requireTypes(name, operands, PREFIXED, binding);
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
      const [subject] = requireCount('size', operands, 1, binding);
      if (!subject) throw new TypeError('one operand was counted for size, got none');
      requireTypes('size', operands, SIZED, binding);
      return { kind: 'size', of: subject };
    }
  }
}

function requireCount(
  name: string,
  operands: readonly Operand[],
  count: number,
  { kind }: Binding,
): readonly Operand[] {
  if (operands.length === count) return operands;
  throw invalid(
    `Invalid ${kind}: Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ${operands.length}`,
  );
}

function requireTypes(
  operator: string,
  operands: readonly Operand[],
  allowed: readonly AttributeType[],
  { kind }: Binding,
): void {
  for (const subject of operands) {
    const type = staticType(subject);
    if (type !== undefined && !allowed.includes(type)) throw wrongType(kind, operator, type);
  }
}

function requireDistinct(operator: string, operands: readonly Operand[], { kind }: Binding): void {
  const [first, ...others] = operands;
  if (first?.kind !== 'path') return;
  if (!others.some((other) => other.kind === 'path' && samePath(first.path, other.path))) return;
  throw invalid(
    `Invalid ${kind}: The first operand must be distinct from the remaining operands for this operator or function; operator: ${operator}, first operand: ${printPath(first.path)}`,
  );
}

function typeName(subject: Operand, { kind }: Binding): string {
  if (subject.kind !== 'value') {
    throw wrongType(kind, 'attribute_type', staticType(subject) ?? ANY_INTERNAL_TYPE);
  }
  if (!('S' in subject.value)) throw wrongType(kind, 'attribute_type', typeOf(subject.value));
  if (!TYPE_NAMES.includes(subject.value.S)) {
    throw invalid(
      `Invalid ${kind}: Invalid attribute type name found; type: ${subject.value.S}, valid types: {${TYPE_NAMES.join(',')}}`,
    );
  }
  return subject.value.S;
}

function wrongType(kind: ExpressionKind, operator: string, type: string) {
  return invalid(
    `Invalid ${kind}: Incorrect operand type for operator or function; operator or function: ${operator}, operand type: ${type}`,
  );
}

function staticType(subject: Operand): AttributeType | undefined {
  if (subject.kind === 'size') return 'N';
  return subject.kind === 'value' ? typeOf(subject.value) : undefined;
}

function placeholderIn(syntax: OperandSyntax): string {
  if (syntax.kind === 'group') return placeholderIn(syntax.inner);
  return syntax.kind === 'value' ? syntax.placeholder : '';
}

import { parseList, parseOperand, parseSimpleOperand } from './parse-operand.ts';
import type { Comparator, ConditionSyntax, OperandSyntax } from './syntax.ts';
import type { ExpressionKind } from './token-reader.ts';
import { TokenReader } from './token-reader.ts';

type Parsed =
  | { readonly is: 'condition'; readonly condition: ConditionSyntax }
  | { readonly is: 'operand'; readonly operand: OperandSyntax };

/** The comparison operators. */
export const COMPARATORS: readonly Comparator[] = ['=', '<>', '<', '<=', '>', '>='];

/** Parses a condition, filter or key condition. NOT binds tighter than AND, AND tighter than OR. */
export function parseCondition(kind: ExpressionKind, text: string): ConditionSyntax {
  const reader = new TokenReader(kind, text);
  const condition = parseOr(reader);
  reader.expectEnd();
  return condition;
}

function parseOr(reader: TokenReader): ConditionSyntax {
  return parseOrAfter(reader, parseAnd(reader));
}

function parseOrAfter(reader: TokenReader, first: ConditionSyntax): ConditionSyntax {
  let left = first;
  while (reader.accept('OR')) left = { kind: 'or', left, right: parseAnd(reader) };
  return left;
}

function parseAnd(reader: TokenReader): ConditionSyntax {
  return parseAndAfter(reader, parseNot(reader));
}

function parseAndAfter(reader: TokenReader, first: ConditionSyntax): ConditionSyntax {
  let left = first;
  while (reader.accept('AND')) left = { kind: 'and', left, right: parseNot(reader) };
  return left;
}

function parseNot(reader: TokenReader): ConditionSyntax {
  if (reader.accept('NOT')) return { kind: 'not', inner: parseNot(reader) };
  return asCondition(reader, parsePrimary(reader));
}

/** A comparison, a function, or something in parentheses that may turn out to be only an operand. */
function parsePrimary(reader: TokenReader): Parsed {
  if (!reader.accept('(')) return { is: 'operand', operand: parseSimpleOperand(reader) };
  const inner = parseGroup(reader);
  reader.expect(')');
  return inner.is === 'condition'
    ? { is: 'condition', condition: { kind: 'group', inner: inner.condition } }
    : { is: 'operand', operand: { kind: 'group', inner: inner.operand } };
}

/** What stands between parentheses: a whole condition, or an operand with nothing after it. */
function parseGroup(reader: TokenReader): Parsed {
  if (reader.accept('NOT')) {
    return inGroup(reader, { kind: 'not', inner: parseNot(reader) });
  }
  const first = parsePrimary(reader);
  if (first.is === 'operand' && reader.next.text === ')') return first;
  return inGroup(reader, asCondition(reader, first));
}

function inGroup(reader: TokenReader, first: ConditionSyntax): Parsed {
  return { is: 'condition', condition: parseOrAfter(reader, parseAndAfter(reader, first)) };
}

function asCondition(reader: TokenReader, parsed: Parsed): ConditionSyntax {
  if (parsed.is === 'condition') return parsed.condition;
  const left = parsed.operand;
  const comparator = COMPARATORS.find((operator) => reader.accept(operator));
  if (comparator)
    return { kind: 'compare', operator: comparator, left, right: parseOperand(reader) };
  if (reader.accept('BETWEEN')) {
    const lower = parseOperand(reader);
    reader.expect('AND');
    return { kind: 'between', subject: left, lower, upper: parseOperand(reader) };
  }
  if (reader.accept('IN')) {
    reader.expect('(');
    const choices = parseList(reader, parseOperand);
    reader.expect(')');
    return { kind: 'in', subject: left, choices };
  }
  const call = callIn(left);
  if (!call) throw reader.unexpected();
  return call;
}

/** A function may stand alone as a condition, in parentheses or not. */
function callIn(operand: OperandSyntax): ConditionSyntax | undefined {
  if (operand.kind === 'call') return operand;
  if (operand.kind !== 'group') return undefined;
  const inner = callIn(operand.inner);
  return inner && { kind: 'group', inner };
}

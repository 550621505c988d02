import { invalid } from '../errors.ts';
import { checkPath } from './check-path.ts';
import { isPredicate, misused, notAllowedIn } from './function-names.ts';
import type { CallSyntax, ConditionSyntax, OperandSyntax } from './syntax.ts';
import type { Syntax } from './syntax-parts.ts';
import { operandsOf, partsOf, refuseRedundantParentheses } from './syntax-parts.ts';
import type { ExpressionKind } from './token-reader.ts';

const MAX_OPERATORS = 300;
const MAX_IN_OPERANDS = 100;

/**
 * Refuses what a condition cannot contain whatever its placeholders stand for: first redundant parentheses
 * anywhere, then from left to right functions, reserved words and indexes.
 */
export function checkCondition(kind: ExpressionKind, condition: ConditionSyntax): void {
  refuseRedundantParentheses(kind, condition);
  checkPart(kind, condition);
  if (countOperators(condition) <= MAX_OPERATORS) return;
  throw invalid(
    `Invalid ${kind}: The expression contains too many operators; operator count: ${MAX_OPERATORS + 1}`,
  );
}

function checkPart(kind: ExpressionKind, part: ConditionSyntax): void {
  switch (part.kind) {
    case 'call':
      checkCall(kind, part, { asOperand: false });
      break;
    case 'and':
    case 'or':
      checkPart(kind, part.left);
      checkPart(kind, part.right);
      break;
    case 'not':
    case 'group':
      checkPart(kind, part.inner);
      break;
    default:
      if (part.kind === 'in') requireInCount(kind, part.choices.length);
      for (const operand of operandsOf(part)) checkOperand(kind, operand);
  }
}

function checkOperand(kind: ExpressionKind, operand: OperandSyntax): void {
  if (operand.kind === 'path') checkPath(kind, operand.path);
  if (operand.kind === 'group') checkOperand(kind, operand.inner);
  if (operand.kind === 'call') checkCall(kind, operand, { asOperand: true });
}

function checkCall(kind: ExpressionKind, call: CallSyntax, options: { asOperand: boolean }): void {
  const isSize = call.name === 'size';
  if (!isSize && !isPredicate(call.name)) throw notAllowedIn(kind, call.name, 'a condition');
  if (isSize !== options.asOperand) throw misused(kind, call.name);
  for (const operand of call.operands) checkOperand(kind, operand);
}

function requireInCount(kind: ExpressionKind, count: number): void {
  if (count <= MAX_IN_OPERANDS) return;
  throw invalid(
    `Invalid ${kind}: The IN operator is provided with too many operands; number of operands: ${count}`,
  );
}

function countOperators(syntax: Syntax): number {
  const own = syntax.kind === 'path' || syntax.kind === 'value' || syntax.kind === 'group' ? 0 : 1;
  return partsOf(syntax).reduce((total, part) => total + countOperators(part), own);
}

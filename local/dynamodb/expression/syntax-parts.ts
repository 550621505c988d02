import { invalid } from '../errors.ts';
import type { ConditionSyntax, OperandSyntax, SetValueSyntax } from './syntax.ts';
import type { ExpressionKind } from './token-reader.ts';

/** Any node of a condition or of the right-hand side of a SET. */
export type Syntax = ConditionSyntax | SetValueSyntax;

/** The nodes directly inside one, in the order written. */
export function partsOf(syntax: Syntax): readonly Syntax[] {
  switch (syntax.kind) {
    case 'path':
    case 'value':
      return [];
    case 'group':
    case 'not':
      return [syntax.inner];
    case 'and':
    case 'or':
    case 'arithmetic':
      return [syntax.left, syntax.right];
    default:
      return operandsOf(syntax);
  }
}

/** The operands of a comparison or function, in the order written. */
export function operandsOf(
  syntax: Extract<Syntax, { kind: 'call' | 'compare' | 'between' | 'in' }>,
): readonly OperandSyntax[] {
  if (syntax.kind === 'call') return syntax.operands;
  if (syntax.kind === 'compare') return [syntax.left, syntax.right];
  if (syntax.kind === 'between') return [syntax.subject, syntax.lower, syntax.upper];
  return [syntax.subject, ...syntax.choices];
}

/** Refuses `((…))` anywhere inside. */
export function refuseRedundantParentheses(kind: ExpressionKind, syntax: Syntax): void {
  if (syntax.kind === 'group' && syntax.inner.kind === 'group') {
    throw invalid(`Invalid ${kind}: The expression has redundant parentheses;`);
  }
  for (const part of partsOf(syntax)) refuseRedundantParentheses(kind, part);
}

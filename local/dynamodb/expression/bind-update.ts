import type { AttributeType, AttributeValue } from '../attribute-value.ts';
import { typeOf } from '../attribute-value.ts';
import { invalid } from '../errors.ts';
import type { DocumentPath } from './document-path.ts';
import { pathClash, printPath } from './document-path.ts';
import type { Placeholders } from './placeholders.ts';
import type { SetValue } from './set-value.ts';
import type { ActionSyntax, CallSyntax, SectionSyntax, SetValueSyntax } from './syntax.ts';
import type { UpdateAction } from './update.ts';

const KIND = 'UpdateExpression';
const INTERNAL_NAMES: Readonly<Record<AttributeType, string>> = {
  S: 'STRING',
  N: 'NUMBER',
  B: 'BINARY',
  BOOL: 'BOOLEAN',
  NULL: 'NULL',
  SS: 'STRING_SET',
  NS: 'NUMBER_SET',
  BS: 'BINARY_SET',
  L: 'LIST',
  M: 'MAP',
};

/**
 * Replaces the placeholders of a parsed update, refusing paths that overlap and operands of the wrong
 * number or type. Like DynamoDB it works from the last action to the first, paths before values, which
 * decides what error an expression with several gets.
 */
export function bindUpdate(
  sections: readonly SectionSyntax[],
  placeholders: Placeholders,
): readonly UpdateAction[] {
  const syntax = sections.flatMap((section) => section.actions).reverse();
  const paths = bindPaths(
    syntax.map((action) => action.path),
    placeholders,
  );
  const actions = syntax.map((action, index) => bindAction(action, paths[index], placeholders));
  return actions.reverse();
}

/** Replaces the placeholders of paths that must not touch each other, given and returned last to first. */
function bindPaths(
  syntax: readonly ActionSyntax['path'][],
  placeholders: Placeholders,
): readonly DocumentPath[] {
  const paths: DocumentPath[] = [];
  for (const written of syntax) {
    const path = placeholders.path(KIND, written);
    refuseClash(KIND, path, paths);
    paths.push(path);
  }
  return paths;
}

/** Refuses a path that overlaps or conflicts with one of the paths written after it. */
export function refuseClash(
  kind: 'UpdateExpression' | 'ProjectionExpression',
  path: DocumentPath,
  later: readonly DocumentPath[],
): void {
  for (const other of later) {
    const clash = pathClash(path, other);
    if (!clash) continue;
    throw invalid(
      `Invalid ${kind}: Two document paths ${clash} with each other; must remove or rewrite one of these paths; path one: ${printPath(path)}, path two: ${printPath(other)}`,
    );
  }
}

function bindAction(
  action: ActionSyntax,
  path: DocumentPath | undefined,
  placeholders: Placeholders,
): UpdateAction {
  if (!path) throw new TypeError('every action has a path, got none');
  if (action.kind === 'REMOVE') return { kind: 'REMOVE', path };
  if (action.kind === 'SET')
    return { kind: 'SET', path, value: setValue(action.value, placeholders) };
  const value = placeholders.value(KIND, action.placeholder);
  const isSet = 'SS' in value || 'NS' in value || 'BS' in value;
  if (!isSet && !(action.kind === 'ADD' && 'N' in value)) {
    throw invalid(
      `Invalid ${KIND}: Incorrect operand type for operator or function; operator: ${action.kind}, operand type: ${INTERNAL_NAMES[typeOf(value)]}, typeSet: ALLOWED_FOR_${action.kind}_OPERAND`,
    );
  }
  return { kind: action.kind, path, value };
}

function setValue(syntax: SetValueSyntax, placeholders: Placeholders): SetValue {
  switch (syntax.kind) {
    case 'group':
      return setValue(syntax.inner, placeholders);
    case 'path':
      return { kind: 'path', path: placeholders.path(KIND, syntax.path) };
    case 'value':
      return { kind: 'value', value: placeholders.value(KIND, syntax.placeholder) };
    case 'arithmetic': {
      const left = setValue(syntax.left, placeholders);
      const right = setValue(syntax.right, placeholders);
      requireType(syntax.operator, [left, right], 'N');
      return { kind: 'arithmetic', operator: syntax.operator, left, right };
    }
    case 'call':
      return call(syntax, placeholders);
  }
}

function call(syntax: CallSyntax, placeholders: Placeholders): SetValue {
  const operands = syntax.operands.map((operand) => setValue(operand, placeholders));
  const [first, second] = operands;
  if (!first || !second || operands.length !== 2) {
    throw invalid(
      `Invalid ${KIND}: Incorrect number of operands for operator or function; operator or function: ${syntax.name}, number of operands: ${operands.length}`,
    );
  }
  if (syntax.name === 'list_append') {
    requireType('list_append', operands, 'L');
    return { kind: 'list_append', left: first, right: second };
  }
  if (first.kind !== 'path') {
    throw invalid(
      `Invalid ${KIND}: Operator or function requires a document path; operator or function: ${syntax.name}`,
    );
  }
  if (second.kind === 'path' && printPath(first.path) === printPath(second.path)) {
    throw invalid(
      `Invalid ${KIND}: The first operand must be distinct from the remaining operands for this operator or function; operator: ${syntax.name}, first operand: ${printPath(first.path)}`,
    );
  }
  return { kind: 'if_not_exists', path: first.path, fallback: second };
}

function requireType(operator: string, operands: readonly SetValue[], type: 'N' | 'L'): void {
  for (const operand of operands) {
    if (operand.kind !== 'value' || type in operand.value) continue;
    throw wrongType(operator, operand.value);
  }
}

function wrongType(operator: string, value: AttributeValue) {
  return invalid(
    `Invalid ${KIND}: Incorrect operand type for operator or function; operator or function: ${operator}, operand type: ${typeOf(value)}`,
  );
}

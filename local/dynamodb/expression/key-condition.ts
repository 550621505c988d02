import type { AttributeValue } from '../attribute-value.ts';
import { invalid } from '../errors.ts';
import { pathIntoKey } from '../scalar-keys.ts';
import type { TableSpec } from '../table-spec.ts';
import type { Condition, Operand } from './condition.ts';
import type { Comparator } from './syntax.ts';

/** What a key condition says of the sort key. */
export type SortCondition =
  | {
      readonly kind: 'compare';
      readonly operator: Exclude<Comparator, '<>'>;
      readonly value: AttributeValue;
    }
  | { readonly kind: 'between'; readonly lower: AttributeValue; readonly upper: AttributeValue }
  | { readonly kind: 'begins_with'; readonly prefix: AttributeValue };

/** A key condition taken apart. */
export interface KeyCondition {
  readonly partition: AttributeValue;
  readonly sort: SortCondition | undefined;
}

/** What one side of the AND says of one attribute. */
interface Clause {
  readonly attribute: string;
  readonly condition: SortCondition;
}

const MIRRORED: Readonly<Record<Comparator, Comparator>> = {
  '=': '=',
  '<>': '<>',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};

/** Takes a bound key condition apart, refusing everything but `partition = x [AND sort …]`. */
export function readKeyCondition(condition: Condition, table: TableSpec): KeyCondition {
  const clauses = flatten(condition).map(readClause);
  if (new Set(clauses.map(({ attribute }) => attribute)).size < clauses.length) {
    throw invalid('KeyConditionExpressions must only contain one condition per key');
  }
  if (clauses.length > 2) throw invalid('Conditions can be of length 1 or 2 only');
  const partition = clauses.find(({ attribute }) => attribute === table.partitionKey.name);
  const sort = clauses.find(({ attribute }) => attribute === table.sortKey?.name);
  if (!partition || (clauses.length === 2 && !sort)) {
    throw invalid('Query condition missed key schema element');
  }
  const { condition: equality } = partition;
  if (equality.kind !== 'compare' || equality.operator !== '=') {
    throw invalid('Query key condition not supported');
  }
  return { partition: equality.value, sort: sort?.condition };
}

function flatten(condition: Condition): readonly Condition[] {
  if (condition.kind !== 'and') return [condition];
  return [...flatten(condition.left), ...flatten(condition.right)];
}

function readClause(condition: Condition): Clause {
  switch (condition.kind) {
    case 'compare':
      return comparison(condition);
    case 'between': {
      const { subject, lower, upper } = condition;
      const attribute = keyAttribute('BETWEEN', [subject, lower, upper]);
      return {
        attribute,
        condition: { kind: 'between', lower: literal(lower), upper: literal(upper) },
      };
    }
    case 'begins_with': {
      const { subject, prefix } = condition;
      const attribute = keyAttribute('begins_with', [subject, prefix]);
      return { attribute, condition: { kind: 'begins_with', prefix: literal(prefix) } };
    }
    default:
      throw unsupported(operatorOf(condition));
  }
}

function comparison(condition: Extract<Condition, { kind: 'compare' }>): Clause {
  const { left, right } = condition;
  const operator = left.kind === 'path' ? condition.operator : MIRRORED[condition.operator];
  if (operator === '<>') throw unsupported(operator);
  const attribute = onlyAttribute([left, right]);
  const value = literal(left.kind === 'path' ? right : left);
  return { attribute, condition: { kind: 'compare', operator, value } };
}

/** The attribute of a condition that must name it first. */
function keyAttribute(operator: string, operands: readonly Operand[]): string {
  const attribute = onlyAttribute(operands);
  if (operands[0]?.kind === 'path') return attribute;
  throw invalid(
    `Invalid condition in KeyConditionExpression: ${operator} operator must have the key attribute as its first operand`,
  );
}

function onlyAttribute(operands: readonly Operand[]): string {
  if (operands.some(({ kind }) => kind === 'size')) {
    throw invalid('KeyConditionExpressions cannot contain nested operations');
  }
  const paths = operands.flatMap((operand) => (operand.kind === 'path' ? [operand.path] : []));
  const [path] = paths;
  if (!path)
    throw invalid('Invalid condition in KeyConditionExpression: No key attribute specified');
  if (paths.length > 1) {
    throw invalid(
      'Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition',
    );
  }
  if (path.length > 1) {
    throw pathIntoKey(path[0]);
  }
  return path[0];
}

function literal(operand: Operand): AttributeValue {
  if (operand.kind === 'value') return operand.value;
  throw new TypeError(`an operand beside the key attribute is a value, got ${operand.kind}`);
}

function operatorOf(condition: Condition): string {
  switch (condition.kind) {
    case 'exists':
      return condition.expected ? 'attribute_exists' : 'attribute_not_exists';
    case 'type':
      return 'attribute_type';
    case 'and':
    case 'or':
    case 'not':
    case 'in':
      return condition.kind.toUpperCase();
    default:
      return condition.kind;
  }
}

function unsupported(operator: string) {
  return invalid(`Invalid operator used in KeyConditionExpression: ${operator}`);
}

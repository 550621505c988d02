import type { ExpressionScope } from './expression-scope.ts';
import { CONDITION_FORMS, KEY_FORMS } from './forms.ts';
import { randomPath, valueFor } from './random-paths.ts';
import type { FuzzTable } from './random-tables.ts';
import { TYPES, type TypeName, valueOfType } from './random-values.ts';

const CONNECTIVES = ['AND', 'OR', 'NOT', '( )'];
const PLACES = ['#name', 'nested path', 'list index'];
const CHOICES = CONDITION_FORMS.filter((form) => !PLACES.includes(form));
const SIMPLE = CHOICES.filter((form) => !CONNECTIVES.includes(form));
const COMPARED = ['=', '<>', '<', '<=', '>', '>='];

/** A condition or filter over attributes that are not keys. */
export function randomCondition(scope: ExpressionScope, depth = 2): string {
  const form = scope.choose(depth > 0 ? CHOICES : SIMPLE);
  const inner = () => randomCondition(scope, depth - 1);
  if (form === 'AND' || form === 'OR') return `${inner()} ${form} ${inner()}`;
  if (form === 'NOT') return `NOT ${inner()}`;
  if (form === '( )') return parenthesized(inner());
  if (COMPARED.includes(form)) return comparison(scope, form);
  return functionOrRange(scope, form);
}

/** A condition on the keys of a table. */
export function randomKeyCondition(scope: ExpressionScope, table: FuzzTable): string {
  const { random } = scope;
  const { partition, sort } = table;
  const value = (key: typeof partition) => scope.value(random.pick(key.values));
  const equal = `${scope.name(partition.name)} = ${value(partition)}`;
  if (!sort) {
    scope.use('partition');
    return equal;
  }
  const form = scope.choose(KEY_FORMS);
  if (form === 'partition') return equal;
  const name = scope.name(sort.name);
  const condition = () => {
    if (form === 'sort BETWEEN') return `${name} BETWEEN ${value(sort)} AND ${value(sort)}`;
    if (form === 'sort begins_with') return `begins_with(${name}, ${value(sort)})`;
    const operator = form.slice('sort '.length);
    return random.oneIn(6)
      ? `${value(sort)} ${operator} ${name}`
      : `${name} ${operator} ${value(sort)}`;
  };
  return random.oneIn(5) ? `${condition()} AND ${equal}` : `${equal} AND ${condition()}`;
}

/** Parentheses may not be doubled. */
function parenthesized(text: string): string {
  return text.startsWith('(') && text.endsWith(')') ? text : `(${text})`;
}

function comparison(scope: ExpressionScope, operator: string): string {
  const { random } = scope;
  const { text, type } = comparedPath(scope, operator);
  if (random.oneIn(6)) return `${text} ${operator} ${randomPath(scope).text}`;
  if (random.oneIn(8)) return `${text} ${operator} ${sizeOf(scope)}`;
  const value = scope.value(operandFor(scope, type, operator));
  return random.oneIn(6) ? `${value} ${operator} ${text}` : `${text} ${operator} ${value}`;
}

function functionOrRange(scope: ExpressionScope, form: string): string {
  const { random } = scope;
  switch (form) {
    case 'BETWEEN': {
      const { text, type } = comparedPath(scope, '<');
      const bound = () => scope.value(operandFor(scope, type, '<'));
      return `${text} BETWEEN ${bound()} AND ${bound()}`;
    }
    case 'IN': {
      const { text, type } = randomPath(scope);
      const choices = random.list(1, 4, () => scope.value(valueFor(random, type)));
      return `${text} IN (${choices.join(', ')})`;
    }
    case 'size':
      return `${sizeOf(scope)} ${random.pick(COMPARED)} ${scope.value({ N: String(random.below(6)) })}`;
    case 'attribute_type':
      return `attribute_type(${randomPath(scope).text}, ${scope.value({ S: random.pick(TYPES) })})`;
    case 'begins_with': {
      const { text, type } = randomPath(scope, ['S', 'B', 'M', 'L']);
      const prefix = valueOfType(random, type === 'B' ? 'B' : 'S');
      return `begins_with(${text}, ${scope.value(prefix)})`;
    }
    case 'contains': {
      const { text, type } = randomPath(scope, ['S', 'SS', 'NS', 'BS', 'L', 'B']);
      return `contains(${text}, ${scope.value(memberOf(scope, type))})`;
    }
    default:
      return `${form}(${randomPath(scope).text})`;
  }
}

function sizeOf(scope: ExpressionScope): string {
  scope.use('size');
  return `size(${randomPath(scope, ['S', 'B', 'SS', 'NS', 'BS', 'L', 'M']).text})`;
}

/** Only strings, numbers and binaries have an order. */
function comparedPath(scope: ExpressionScope, operator: string): { text: string; type: TypeName } {
  if (operator === '=' || operator === '<>') return randomPath(scope);
  return randomPath(scope, ['N', 'S', 'B', 'L', 'M']);
}

function operandFor(scope: ExpressionScope, type: TypeName, operator: string) {
  if (operator === '=' || operator === '<>') return valueFor(scope.random, type);
  const ordered: readonly TypeName[] = ['N', 'S', 'B'];
  return valueOfType(scope.random, ordered.includes(type) ? type : scope.random.pick(ordered));
}

function memberOf(scope: ExpressionScope, type: TypeName) {
  const { random } = scope;
  if (type === 'NS') return valueOfType(random, 'N');
  if (type === 'BS' || type === 'B') return valueOfType(random, 'B');
  return type === 'L' ? valueOfType(random, random.pick(TYPES)) : valueOfType(random, 'S');
}

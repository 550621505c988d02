import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { ExpressionScope } from './expression-scope.ts';
import type { Random } from './random.ts';
import type { Attributes } from './random-tables.ts';
import { randomValue, type TypeName, valueOfType } from './random-values.ts';

/** Attribute names and the type their value has most of the time. */
const ATTRIBUTES: readonly (readonly [string, TypeName])[] = [
  ['n', 'N'],
  ['k', 'N'],
  ['s', 'S'],
  ['l', 'L'],
  ['m', 'M'],
  ['ss', 'SS'],
  ['ns', 'NS'],
  ['bs', 'BS'],
  ['bin', 'B'],
  ['t', 'BOOL'],
  ['z', 'NULL'],
  ['name', 'S'],
  ['a.b', 'N'],
  ['size', 'L'],
];
const MAP_NAMES = ['x', 'y', 'z', 'name', 'ünï'];

/** Some attributes beside the key. */
export function randomAttributes(random: Random): Attributes {
  return Object.fromEntries(
    random.some(ATTRIBUTES, 8).map(([name, type]) => [name, valueFor(random, type)]),
  );
}

/** A value mostly of the type that an attribute has. */
export function valueFor(random: Random, type: TypeName): AttributeValue {
  return random.oneIn(5) ? randomValue(random) : valueOfType(random, type);
}

/** A path to an attribute, now and then to a place inside it, and the type it mostly has. */
export function randomPath(
  scope: ExpressionScope,
  attributes: readonly TypeName[] = ATTRIBUTES.map(([, type]) => type),
): { text: string; type: TypeName } {
  const { random } = scope;
  const [name, type] = random.pick(ATTRIBUTES.filter(([, own]) => attributes.includes(own)));
  const text = scope.name(name);
  if (type === 'M' && !random.oneIn(4)) {
    scope.use('nested path');
    return { text: `${text}.${scope.name(random.pick(MAP_NAMES))}${deeper(scope)}`, type: 'N' };
  }
  if (type === 'L' && !random.oneIn(4)) {
    scope.use('list index');
    return { text: `${text}[${random.below(5)}]${deeper(scope)}`, type: 'N' };
  }
  return { text, type };
}

function deeper(scope: ExpressionScope): string {
  const { random } = scope;
  if (!random.oneIn(6)) return '';
  if (random.oneIn(2)) {
    scope.use('list index');
    return `[${random.below(3)}]`;
  }
  scope.use('nested path');
  return `.${scope.name(random.pick(MAP_NAMES))}`;
}

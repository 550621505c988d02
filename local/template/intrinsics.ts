/** What intrinsic functions are evaluated against. Every look-up throws on a name it does not know. */
export interface Scope {
  ref(name: string): unknown;
  attribute(logicalId: string, attribute: string): unknown;
  condition(name: string): boolean;
  mapping(map: string, key: string, name: string): unknown;
  imported(exportName: string): unknown;
}

/** `AWS::NoValue`: the property or list entry it stands for is left out. */
export const NO_VALUE = Symbol('AWS::NoValue');

type Evaluate = (argument: unknown, scope: Scope) => unknown;

const FUNCTIONS: Readonly<Record<string, Evaluate>> = {
  Ref: (name, scope) => scope.ref(String(name)),
  'Fn::GetAtt': (argument, scope) => {
    const [logicalId = '', ...attribute] =
      typeof argument === 'string' ? argument.split('.') : strings(argument, scope);
    return scope.attribute(logicalId, attribute.join('.'));
  },
  'Fn::Sub': sub,
  'Fn::Join': (argument, scope) => {
    const [separator, parts] = pair(argument);
    return strings(evaluate(parts, scope), scope).join(String(separator));
  },
  'Fn::Select': (argument, scope) => {
    const [index, values] = pair(argument);
    const list = evaluate(values, scope) as unknown[];
    const position = Number(evaluate(index, scope));
    if (list[position] === undefined) throw new Error(`Fn::Select has no entry ${position}`);
    return list[position];
  },
  'Fn::Split': (argument, scope) => {
    const [separator, text] = pair(argument);
    return String(evaluate(text, scope)).split(String(separator));
  },
  'Fn::If': (argument, scope) => {
    const [condition, yes, no] = argument as [string, unknown, unknown];
    return evaluate(scope.condition(condition) ? yes : no, scope);
  },
  'Fn::Equals': (argument, scope) => {
    const [left, right] = pair(argument);
    return JSON.stringify(evaluate(left, scope)) === JSON.stringify(evaluate(right, scope));
  },
  'Fn::And': (argument, scope) => (argument as unknown[]).every((part) => evaluate(part, scope)),
  'Fn::Or': (argument, scope) => (argument as unknown[]).some((part) => evaluate(part, scope)),
  'Fn::Not': (argument, scope) => !evaluate((argument as unknown[])[0], scope),
  Condition: (name, scope) => scope.condition(String(name)),
  'Fn::FindInMap': (argument, scope) => {
    const [map = '', key = '', name = ''] = strings(argument, scope);
    return scope.mapping(map, key, name);
  },
  'Fn::Base64': (argument, scope) =>
    Buffer.from(String(evaluate(argument, scope))).toString('base64'),
  'Fn::ImportValue': (argument, scope) => scope.imported(String(evaluate(argument, scope))),
  'Fn::ToJsonString': (argument, scope) => JSON.stringify(evaluate(argument, scope)),
};

/**
 * A template value with its intrinsic functions replaced by what they stand for. An intrinsic function
 * not listed here throws with its name.
 */
export function evaluate(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value)) {
    return value.map((entry) => evaluate(entry, scope)).filter((entry) => entry !== NO_VALUE);
  }
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value);
  const [first] = entries;
  if (entries.length === 1 && first && isIntrinsic(first)) {
    const run = FUNCTIONS[first[0]];
    if (!run)
      throw new Error(`${first[0]} is not supported, add it in local/template/intrinsics.ts`);
    return run(first[1], scope);
  }
  const resolved = entries.map(([name, entry]) => [name, evaluate(entry, scope)] as const);
  return Object.fromEntries(resolved.filter(([, entry]) => entry !== NO_VALUE));
}

/** `Condition` is also the name of a block in policies: there it holds an object, as a function a name. */
function isIntrinsic([name, argument]: [string, unknown]): boolean {
  if (name === 'Condition') return typeof argument === 'string';
  return name === 'Ref' || name.startsWith('Fn::');
}

function sub(argument: unknown, scope: Scope): string {
  const [text, variables] = Array.isArray(argument) ? argument : [argument, {}];
  return String(text).replace(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
    if (literal) return `\${${name}}`;
    const own = (variables as Record<string, unknown>)[name];
    if (own !== undefined) return String(evaluate(own, scope));
    const [logicalId = '', ...attribute] = name.split('.');
    const found =
      attribute.length > 0 ? scope.attribute(logicalId, attribute.join('.')) : scope.ref(logicalId);
    return String(found);
  });
}

function pair(argument: unknown): [unknown, unknown] {
  return argument as [unknown, unknown]; // the CDK writes these lists, two entries each
}

function strings(argument: unknown, scope: Scope): string[] {
  return (argument as unknown[]).map((part) => String(evaluate(part, scope)));
}

/** One entry of a pattern's list of values. */
export type ValueMatcher =
  | { readonly kind: 'exists'; readonly expected: boolean }
  | { readonly kind: 'value'; readonly matches: (value: unknown) => boolean };

type Operator = (operand: unknown) => ValueMatcher;

const COMPARISONS: Readonly<Record<string, (value: number, limit: number) => boolean>> = {
  '=': (value, limit) => value === limit,
  '<': (value, limit) => value < limit,
  '<=': (value, limit) => value <= limit,
  '>': (value, limit) => value > limit,
  '>=': (value, limit) => value >= limit,
};

const OPERATORS: Readonly<Record<string, Operator>> = {
  exists(operand) {
    if (typeof operand !== 'boolean') throw new Error('exists needs true or false');
    return { kind: 'exists', expected: operand };
  },
  prefix(operand) {
    const start = text(operand, 'prefix');
    return onText((value) => value.startsWith(start));
  },
  suffix(operand) {
    const end = text(operand, 'suffix');
    return onText((value) => value.endsWith(end));
  },
  'equals-ignore-case': (operand) => {
    const expected = text(operand, 'equals-ignore-case').toLowerCase();
    return onText((value) => value.toLowerCase() === expected);
  },
  numeric: (operand) => numeric(operand),
  'anything-but': (operand) => anythingBut(operand),
};

/** Compiles one entry: a literal, or an object with one operator. Throws on an operator it does not know. */
export function valueMatcher(entry: unknown): ValueMatcher {
  if (typeof entry !== 'object' || entry === null) return onValue((value) => value === entry);
  const [name, ...more] = Object.keys(entry);
  const operator = name === undefined ? undefined : OPERATORS[name];
  if (name === undefined || !operator || more.length > 0) {
    throw new Error(
      `filter operator ${JSON.stringify(entry)} is not part of the laptop cloud, add it in local/event-sources/value-matcher.ts`,
    );
  }
  return operator((entry as Record<string, unknown>)[name]);
}

function numeric(operand: unknown): ValueMatcher {
  if (!Array.isArray(operand) || operand.length === 0 || operand.length % 2 !== 0) {
    throw new Error(`numeric needs pairs of comparison and number, got ${JSON.stringify(operand)}`);
  }
  const tests = Array.from({ length: operand.length / 2 }, (_, index) => {
    const compare = COMPARISONS[String(operand[2 * index])];
    const limit: unknown = operand[2 * index + 1];
    if (!compare || typeof limit !== 'number') {
      throw new Error(`numeric comparison is unknown, got ${JSON.stringify(operand)}`);
    }
    return (value: number) => compare(value, limit);
  });
  return onValue((value) => typeof value === 'number' && tests.every((test) => test(value)));
}

/** A value, a list of values, or `{prefix}`/`{suffix}`: everything else matches. */
function anythingBut(operand: unknown): ValueMatcher {
  const excluded = (Array.isArray(operand) ? operand : [operand]).map(valueMatcher);
  return onValue(
    (value) => !excluded.some((matcher) => matcher.kind === 'value' && matcher.matches(value)),
  );
}

function onText(matches: (value: string) => boolean): ValueMatcher {
  return onValue((value) => typeof value === 'string' && matches(value));
}

function onValue(matches: (value: unknown) => boolean): ValueMatcher {
  return { kind: 'value', matches };
}

function text(operand: unknown, operator: string): string {
  if (typeof operand === 'string') return operand;
  throw new Error(`${operator} needs a string, got ${JSON.stringify(operand)}`);
}

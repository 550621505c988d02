import { type ValueMatcher, valueMatcher } from './value-matcher.ts';

type Matches = (value: unknown) => boolean;

/**
 * Compiles an event pattern: nested objects follow the event, arrays list the values that match, `$or` lists
 * alternatives. Throws on an operator it does not know, so that no pattern is silently too wide.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export function compilePattern(pattern: unknown): Matches {
  if (!isObject(pattern)) throw new Error('a filter pattern must be a JSON object');
  const parts = Object.entries(pattern).map(([name, part]) => compileField(name, part));
  return (value) => parts.every((matches) => matches(value));
}

function compileField(name: string, part: unknown): Matches {
  if (name === '$or') {
    if (!Array.isArray(part)) throw new Error('$or must list patterns');
    const alternatives = part.map(compilePattern);
    return (value) => alternatives.some((matches) => matches(value));
  }
  if (Array.isArray(part)) {
    const matchers = part.map(valueMatcher);
    return (value) => matchesAny(matchers, fieldOf(value, name));
  }
  const nested = compilePattern(part);
  return (value) => elementsOf(fieldOf(value, name)).some(nested);
}

/** An array in the event matches when any of its elements does. */
function matchesAny(matchers: readonly ValueMatcher[], field: unknown): boolean {
  const values = Array.isArray(field) ? field : [field];
  return matchers.some((matcher) =>
    matcher.kind === 'exists'
      ? matcher.expected === (field !== undefined)
      : values.some((value) => value !== undefined && matcher.matches(value)),
  );
}

/** Nested patterns also apply to a field that is missing, so that `exists: false` can be asked below it. */
function elementsOf(field: unknown): readonly unknown[] {
  return Array.isArray(field) ? field : [field];
}

function fieldOf(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

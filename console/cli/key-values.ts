import { usageError } from './cli-error.ts';

/**
 * Reads `name=value` pairs. A value that is JSON is taken as such (`revenue=12.5`, `vip=true`,
 * `tags=["a"]`, `zip="01234"`); any other is a text.
 */
export function parseKeyValues(option: string, pairs: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const equals = pair.indexOf('=');
      if (equals < 1) throw usageError(`option --${option} is not name=value, got '${pair}'`);
      return [pair.slice(0, equals), parseValue(pair.slice(equals + 1))];
    }),
  );
}

function parseValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

import type { AwsError } from '../service.ts';
import type { Item } from './attribute-value.ts';
import { emptyItem } from './attribute-value.ts';
import { canonicalValue } from './canonical-value.ts';
import { invalid } from './errors.ts';
import { Placeholders } from './expression/placeholders.ts';
import type { Input } from './request-input.ts';
import { asRecord, optionalRecord } from './request-input.ts';

const NAMES = 'ExpressionAttributeNames';
const VALUES = 'ExpressionAttributeValues';
const NAME_KEY = /^#[A-Za-z0-9_]+$/;
const VALUE_KEY = /^:[A-Za-z0-9_]+$/;

/** Which parameters of an operation are expressions that can use names, and which can use values. */
export interface ExpressionParameters {
  readonly withNames: readonly string[];
  readonly withValues: readonly string[];
}

/** Refuses placeholders of a request without an expression that could use them. */
export function requireExpressions(input: Input, parameters: ExpressionParameters): void {
  if (hasMembers(input[NAMES]) && !hasAny(input, parameters.withNames)) {
    throw invalid(`${NAMES} can only be specified when using expressions`);
  }
  if (hasMembers(input[VALUES]) && !hasAny(input, parameters.withValues)) {
    throw valuesWithoutExpression(parameters.withValues);
  }
}

/** Checks the placeholders of a request and readies them for its expressions. */
export function readPlaceholders(input: Input, parameters: ExpressionParameters): Placeholders {
  if (!hasAny(input, parameters.withNames)) return new Placeholders({}, {}, {});
  const names = readMap(input, NAMES);
  requireKeys(NAMES, names, NAME_KEY);
  const values = readMap(input, VALUES);
  for (const [key, name] of Object.entries(names)) {
    if (name !== '') continue;
    throw invalid(`${NAMES} contains invalid value: Empty attribute name for key ${key}`);
  }
  requireKeys(VALUES, values, VALUE_KEY);
  const texts = Object.entries(names).map(([key, name]) => [key, String(name)]);
  return new Placeholders(Object.fromEntries(texts), readValues(values), values);
}

function readMap(input: Input, parameter: string): Input {
  const map = optionalRecord(input, parameter);
  if (!map) return {};
  if (Object.keys(map).length === 0) throw invalid(`${parameter} must not be empty`);
  return map;
}

function requireKeys(parameter: string, map: Input, syntax: RegExp): void {
  const wrong = Object.keys(map).find((key) => !syntax.test(key));
  if (wrong === undefined) return;
  throw invalid(`${parameter} contains invalid key: Syntax error; key: "${wrong}"`);
}

function hasMembers(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}

function hasAny(input: Input, parameters: readonly string[]): boolean {
  return parameters.some((name) => input[name] !== undefined && input[name] !== null);
}

function readValues(values: Input): Item {
  const item = emptyItem();
  for (const key of Object.keys(values)) item[key] = readValue(key, values[key]);
  return item;
}

function readValue(key: string, value: unknown) {
  try {
    return canonicalValue(asRecord(value, key));
  } catch (cause) {
    if (!(cause instanceof Error) || !('code' in cause) || cause.code !== 'ValidationException') {
      throw cause;
    }
    throw invalid(`${VALUES} contains invalid value: ${cause.message} for key ${key}`);
  }
}

function valuesWithoutExpression(expressions: readonly string[]): AwsError {
  const verb = expressions.length === 1 ? 'is' : 'are';
  return invalid(
    `${VALUES} can only be specified when using expressions: ${expressions.join(' and ')} ${verb} null`,
  );
}

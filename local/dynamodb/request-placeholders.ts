import type { AwsError } from '../service.ts';
import type { Item } from './attribute-value.ts';
import { emptyItem } from './attribute-value.ts';
import { canonicalValue } from './canonical-value.ts';
import { invalid } from './errors.ts';
import { Placeholders } from './expression/placeholders.ts';
import type { Input } from './request-input.ts';
import { asRecord, optionalRecord } from './request-input.ts';

const NAME_KEY = /^#[A-Za-z0-9_]+$/;
const VALUE_KEY = /^:[A-Za-z0-9_]+$/;

/** Which parameters of an operation are expressions that can use names, and which can use values. */
export interface ExpressionParameters {
  readonly withNames: readonly string[];
  readonly withValues: readonly string[];
}

/** Refuses placeholders of a request without an expression that could use them. */
export function requireExpressions(input: Input, parameters: ExpressionParameters): void {
  const { ExpressionAttributeNames: names, ExpressionAttributeValues: values } = input;
  if (hasMembers(names) && !hasAny(input, parameters.withNames)) {
    throw invalid('ExpressionAttributeNames can only be specified when using expressions');
  }
  if (hasMembers(values) && !hasAny(input, parameters.withValues)) {
    throw valuesWithoutExpression(parameters.withValues);
  }
}

/** Checks the placeholders of a request and readies them for its expressions. */
export function readPlaceholders(input: Input, parameters: ExpressionParameters): Placeholders {
  const names = optionalRecord(input, 'ExpressionAttributeNames');
  const values = optionalRecord(input, 'ExpressionAttributeValues');
  return new Placeholders(
    names && hasAny(input, parameters.withNames) ? readNames(names) : undefined,
    values && hasAny(input, parameters.withNames) ? readValues(values) : undefined,
    values,
  );
}

function hasMembers(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}

function hasAny(input: Input, parameters: readonly string[]): boolean {
  return parameters.some((name) => input[name] !== undefined && input[name] !== null);
}

function readNames(names: Input): Readonly<Record<string, string>> {
  const entries = Object.entries(names);
  if (entries.length === 0) throw invalid('ExpressionAttributeNames must not be empty');
  for (const [key, name] of entries) {
    if (!NAME_KEY.test(key)) throw invalidKey('ExpressionAttributeNames', key);
    if (name === '') {
      throw invalid(
        `ExpressionAttributeNames contains invalid value: Empty attribute name for key ${key}`,
      );
    }
  }
  return Object.fromEntries(entries.map(([key, name]) => [key, String(name)]));
}

function readValues(values: Input): Item {
  const keys = Object.keys(values);
  if (keys.length === 0) throw invalid('ExpressionAttributeValues must not be empty');
  const item = emptyItem();
  for (const key of keys) {
    if (!VALUE_KEY.test(key)) throw invalidKey('ExpressionAttributeValues', key);
    item[key] = readValue(key, values[key]);
  }
  return item;
}

function readValue(key: string, value: unknown) {
  try {
    return canonicalValue(asRecord(value, key));
  } catch (cause) {
    if (!(cause instanceof Error) || !('code' in cause) || cause.code !== 'ValidationException') {
      throw cause;
    }
    throw invalid(
      `ExpressionAttributeValues contains invalid value: ${cause.message} for key ${key}`,
    );
  }
}

function invalidKey(parameter: string, key: string): AwsError {
  return invalid(`${parameter} contains invalid key: Syntax error; key: "${key}"`);
}

function valuesWithoutExpression(expressions: readonly string[]): AwsError {
  const verb = expressions.length === 1 ? 'is' : 'are';
  return invalid(
    `ExpressionAttributeValues can only be specified when using expressions: ${expressions.join(' and ')} ${verb} null`,
  );
}

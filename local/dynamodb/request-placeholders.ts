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

/** Checks `ExpressionAttributeNames` and `ExpressionAttributeValues` of a request. */
export function readPlaceholders(input: Input, parameters: ExpressionParameters): Placeholders {
  const names = optionalRecord(input, 'ExpressionAttributeNames');
  const values = optionalRecord(input, 'ExpressionAttributeValues');
  const usesNames = hasAny(input, parameters.withNames);
  const usesValues = hasAny(input, parameters.withValues);
  if (names && !usesNames && Object.keys(names).length > 0) {
    throw invalid('ExpressionAttributeNames can only be specified when using expressions');
  }
  if (values && !usesValues && Object.keys(values).length > 0) {
    throw valuesWithoutExpression(parameters.withValues);
  }
  return new Placeholders(
    names && usesNames ? readNames(names) : undefined,
    values && usesValues ? readValues(values) : undefined,
  );
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

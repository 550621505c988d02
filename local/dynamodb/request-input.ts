import type { AwsError } from '../service.ts';
import { notImplemented } from '../service.ts';
import { invalid, malformed } from './errors.ts';

/** The parsed body of a request, or a part of it. */
export type Input = Readonly<Record<string, unknown>>;

const FILE = 'local/dynamodb';

/** A parameter that is text when given. */
export function optionalText(input: Input, name: string): string | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw malformed(name, 'a string');
  return value;
}

/** A parameter that is a whole number when given. */
export function optionalInteger(input: Input, name: string): number | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number' || !Number.isInteger(value)) throw malformed(name, 'an integer');
  return value;
}

/** A parameter that is an object when given. */
export function optionalRecord(input: Input, name: string): Input | undefined {
  const value = input[name];
  return value === undefined || value === null ? undefined : asRecord(value, name);
}

/** A parameter that is a list when given. */
export function optionalList(input: Input, name: string): readonly unknown[] | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) throw malformed(name, 'a list');
  return value;
}

/** The value as an object; throws a SerializationException for anything else. */
export function asRecord(value: unknown, name: string): Input {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw malformed(name, 'an object');
  }
  // An object that came out of JSON.
  return value as Input;
}

/** The error for a required member that is not there. */
export function missing(member: string): AwsError {
  return invalid(`Value null at '${member}' failed to satisfy constraint: Member must not be null`);
}

/** Refuses parameters from before expressions existed: nothing in the product sends them. */
export function refuseLegacy(operation: string, input: Input): void {
  const legacy = [
    'AttributesToGet',
    'AttributeUpdates',
    'ConditionalOperator',
    'Expected',
    'KeyConditions',
    'QueryFilter',
    'ScanFilter',
  ].find((name) => input[name] !== undefined && input[name] !== null);
  if (legacy) throw notImplemented(`the legacy parameter ${legacy} of ${operation}`, FILE);
}

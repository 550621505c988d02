import { AwsError } from './service.ts';

type Fields = Readonly<Record<string, unknown>>;

/** One member of a call's input that must be a string; `ValidationException` otherwise, as AWS answers. */
export function stringInput(input: Fields, name: string): string {
  const value = optionalString(input, name);
  if (value === undefined) {
    throw invalid(`Value null at '${lowerFirst(name)}' failed to satisfy constraint: not null`);
  }
  return value;
}

/** A string member, or undefined when it is absent. */
export function optionalString(input: Fields, name: string): string | undefined {
  const value = input[name] ?? undefined;
  if (value !== undefined && typeof value !== 'string') {
    throw invalid(`'${name}' must be a string`);
  }
  return value;
}

/** A whole number member within bounds, or undefined when it is absent. */
export function optionalInteger(
  input: Fields,
  name: string,
  bounds: { readonly min: number; readonly max: number },
): number | undefined {
  const value = input[name] ?? undefined;
  if (value === undefined) return undefined;
  if (!Number.isInteger(value)) throw invalid(`'${name}' must be a whole number`);
  const whole = Number(value);
  if (whole < bounds.min || whole > bounds.max) {
    throw invalid(
      `Value '${whole}' at '${lowerFirst(name)}' failed to satisfy constraint: between ${bounds.min} and ${bounds.max}`,
    );
  }
  return whole;
}

/** A list member of structures, with between `min` and `max` entries. */
export function listInput(
  input: Fields,
  name: string,
  size: { readonly min: number; readonly max: number },
): readonly Fields[] {
  const value = input[name];
  if (!Array.isArray(value)) {
    throw invalid(`Value null at '${lowerFirst(name)}' failed to satisfy constraint: not null`);
  }
  if (value.length < size.min || value.length > size.max) {
    throw invalid(
      `Value at '${lowerFirst(name)}' failed to satisfy constraint: between ${size.min} and ${size.max} members, got ${value.length}`,
    );
  }
  return value;
}

/** A structure member, or undefined when it is absent. */
export function optionalStructure(input: Fields, name: string): Fields | undefined {
  const value = input[name] ?? undefined;
  if (value === undefined) return undefined;
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw invalid(`'${name}' must be a structure`);
  }
  return value as Fields; // an object that is no array has string keys
}

function invalid(message: string): AwsError {
  return new AwsError('ValidationException', `1 validation error detected: ${message}`);
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

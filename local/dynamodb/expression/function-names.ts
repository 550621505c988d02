import type { AwsError } from '../../service.ts';
import { invalid } from '../errors.ts';
import type { ExpressionKind } from './token-reader.ts';

/** The functions that are true or false of an item. */
export const PREDICATES: readonly string[] = [
  'attribute_exists',
  'attribute_not_exists',
  'attribute_type',
  'begins_with',
  'contains',
];
/** The functions that can stand on the right-hand side of a SET. */
export const UPDATE_FUNCTIONS: readonly string[] = ['if_not_exists', 'list_append'];

/** Whether the function is true or false of an item. */
export function isPredicate(name: string): boolean {
  return PREDICATES.includes(name);
}

/** Whether the function can stand on the right-hand side of a SET. */
export function isUpdateFunction(name: string): boolean {
  return UPDATE_FUNCTIONS.includes(name);
}

/** The error for a function that does not exist, or not in this kind of expression (`a condition`). */
export function notAllowedIn(kind: ExpressionKind, name: string, where: string): AwsError {
  const exists = name === 'size' || isPredicate(name) || isUpdateFunction(name);
  return invalid(
    exists
      ? `Invalid ${kind}: The function is not allowed in ${where} expression; function: ${name}`
      : `Invalid ${kind}: Invalid function name; function: ${name}`,
  );
}

/** The error for a function in a place where its result is of no use. */
export function misused(kind: ExpressionKind, name: string): AwsError {
  return invalid(
    `Invalid ${kind}: The function is not allowed to be used this way in an expression; function: ${name}`,
  );
}

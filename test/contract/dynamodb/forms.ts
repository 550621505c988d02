import { PREDICATES, UPDATE_FUNCTIONS } from '../../../local/dynamodb/expression/function-names.ts';
import { COMPARATORS } from '../../../local/dynamodb/expression/parse-condition.ts';

const PATH_FORMS = ['#name', 'nested path', 'list index'];

/** What a condition or filter can be made of. */
export const CONDITION_FORMS: readonly string[] = [
  ...COMPARATORS,
  'BETWEEN',
  'IN',
  'AND',
  'OR',
  'NOT',
  '( )',
  ...PREDICATES,
  'size',
  ...PATH_FORMS,
];

/** What an update can be made of. */
export const UPDATE_FORMS: readonly string[] = [
  'SET',
  'SET path',
  'SET +',
  'SET -',
  ...UPDATE_FUNCTIONS,
  'REMOVE',
  'ADD number',
  'ADD set',
  'DELETE',
  ...PATH_FORMS,
];

/** What a projection can be made of. */
export const PROJECTION_FORMS: readonly string[] = ['attribute', ...PATH_FORMS];

/** What a key condition can say of a sort key. */
export const KEY_FORMS: readonly string[] = [
  'partition',
  ...COMPARATORS.filter((comparator) => comparator !== '<>').map(
    (comparator) => `sort ${comparator}`,
  ),
  'sort BETWEEN',
  'sort begins_with',
];

/** One of the forms above. */
export type Form = string;

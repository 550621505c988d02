import { compilePattern } from './event-pattern.ts';

/** Decides whether a record goes to the function. */
export type Filter = (value: unknown) => boolean;

/** Compiles `FilterCriteria`: a record passes when any of the patterns matches; undefined when there are none. */
export function readFilterCriteria(criteria: unknown): Filter | undefined {
  if (criteria === undefined) return undefined;
  const { Filters: filters = [] } = criteria as { Filters?: { Pattern: string }[] }; // as CloudFormation defines it
  if (filters.length === 0) return undefined;
  const patterns = filters.map(({ Pattern }) => compilePattern(JSON.parse(Pattern)));
  return (value) => patterns.some((matches) => matches(value));
}

import { listInput, stringInput } from '../call-input.ts';

/** Name and value of each dimension, sorted by name, so that equal sets are equal texts. */
export type Dimensions = readonly (readonly [name: string, value: string])[];

/** Sorts dimensions by name. */
export function sortDimensions(dimensions: Dimensions): Dimensions {
  return [...dimensions].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** The optional `Dimensions` member of a metric. */
export function dimensionsInput(metric: Readonly<Record<string, unknown>>): Dimensions {
  const given = listInput({ Dimensions: [], ...metric }, 'Dimensions', { min: 0, max: 30 });
  return sortDimensions(
    given.map((one) => [stringInput(one, 'Name'), stringInput(one, 'Value')] as const),
  );
}

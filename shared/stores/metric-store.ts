/** Reading the product's own metrics. */
export interface MetricStore {
  /**
   * Adds up each named metric from `since` to `until` (milliseconds since the epoch). A metric nobody has
   * written yet is 0. CloudWatch keeps 455 days and shows a count about two minutes after it was made.
   */
  sums<Name extends string>(
    names: readonly Name[],
    range: { since: number; until: number },
  ): Promise<Readonly<Record<Name, number>>>;
}

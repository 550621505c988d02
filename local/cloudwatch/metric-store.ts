import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { MetricPoint } from './embedded-metrics.ts';

/** All values of one metric in some span of time. */
export interface MetricSummary {
  readonly at: number;
  readonly sum: number;
  readonly count: number;
  readonly minimum: number;
  readonly maximum: number;
}

const MINUTE = 60_000;

/** Metrics in sqlite, summed up by the minute: CloudWatch's standard resolution. */
export class MetricStore {
  readonly #add: StatementSync;
  readonly #select: StatementSync;

  constructor(database: DatabaseSync) {
    database.exec(`CREATE TABLE IF NOT EXISTS cloudwatch_metric (
      namespace TEXT NOT NULL, name TEXT NOT NULL, dimensions TEXT NOT NULL, minute INTEGER NOT NULL,
      sum REAL NOT NULL, count INTEGER NOT NULL, minimum REAL NOT NULL, maximum REAL NOT NULL,
      PRIMARY KEY (namespace, name, dimensions, minute)) STRICT, WITHOUT ROWID`);
    this.#add = database.prepare(`INSERT INTO cloudwatch_metric VALUES (?, ?, ?, ?, ?, 1, ?, ?)
      ON CONFLICT DO UPDATE SET sum = sum + excluded.sum, count = count + 1,
      minimum = min(minimum, excluded.minimum), maximum = max(maximum, excluded.maximum)`);
    this.#select = database.prepare(`SELECT minute, sum, count, minimum, maximum
      FROM cloudwatch_metric
      WHERE namespace = ? AND name = ? AND dimensions = ? AND minute >= ? AND minute < ?
      ORDER BY minute`);
  }

  add({ namespace, name, dimensions, at, values }: MetricPoint): void {
    const minute = at - (at % MINUTE);
    const key = JSON.stringify(dimensions);
    for (const value of values) {
      this.#add.run(namespace, name, key, minute, value, value, value);
    }
  }

  /** The minutes of one metric that have values, from `start` (inclusive) to `end` (exclusive), in order. */
  minutes(
    metric: Pick<MetricPoint, 'namespace' | 'name' | 'dimensions'>,
    { start, end }: { readonly start: number; readonly end: number },
  ): MetricSummary[] {
    const { namespace, name, dimensions } = metric;
    return this.#select.all(namespace, name, JSON.stringify(dimensions), start, end).map((row) => ({
      at: Number(row.minute),
      sum: Number(row.sum),
      count: Number(row.count),
      minimum: Number(row.minimum),
      maximum: Number(row.maximum),
    }));
  }
}

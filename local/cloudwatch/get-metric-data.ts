import {
  listInput,
  optionalInteger,
  optionalString,
  optionalStructure,
  stringInput,
} from '../call-input.ts';
import { AwsError, type AwsReply, jsonReply, notImplemented } from '../service.ts';
import { dimensionsInput } from './dimensions.ts';
import type { MetricStore, MetricSummary } from './metric-store.ts';

type Input = Readonly<Record<string, unknown>>;

const FILE = 'local/cloudwatch/get-metric-data.ts';
const MINUTE = 60_000;

const STATISTICS: Readonly<Record<string, (summary: MetricSummary) => number>> = {
  Sum: ({ sum }) => sum,
  SampleCount: ({ count }) => count,
  Average: ({ sum, count }) => sum / count,
  Minimum: ({ minimum }) => minimum,
  Maximum: ({ maximum }) => maximum,
};

/** `GetMetricData` for plain metrics, all data points in one page; expressions are refused. */
export function getMetricData(store: MetricStore, input: Input): AwsReply {
  const queries = listInput(input, 'MetricDataQueries', { min: 1, max: 500 });
  const range = { start: timeInput(input, 'StartTime'), end: timeInput(input, 'EndTime') };
  if (range.start >= range.end) {
    throw new AwsError(
      'ValidationError',
      'The parameter StartTime must be less than the parameter EndTime.',
    );
  }
  const ascending = optionalString(input, 'ScanBy') === 'TimestampAscending';
  const results = queries
    .filter(({ ReturnData }) => ReturnData !== false)
    .map((query) => answer(store, query, { range, ascending }));
  return jsonReply(
    { MetricDataResults: results, Messages: [] },
    { cloudwatchMetrics: queries.length },
  );
}

function answer(
  store: MetricStore,
  query: Input,
  { range, ascending }: { range: { start: number; end: number }; ascending: boolean },
) {
  const stat = optionalStructure(query, 'MetricStat');
  if (!stat) throw notImplemented('a CloudWatch metric expression', FILE);
  const { metric, periodMs, statistic } = readStat(stat);
  // CloudWatch rounds the start down to the minute
  const start = range.start - (range.start % MINUTE);
  const periods = byPeriod(store.minutes(metric, { start, end: range.end }), { start, periodMs });
  if (!ascending) periods.reverse();
  return {
    Id: stringInput(query, 'Id'),
    Label: optionalString(query, 'Label') ?? metric.name,
    Timestamps: periods.map(({ at }) => at / 1000),
    Values: periods.map(statistic),
    StatusCode: 'Complete',
  };
}

function readStat(stat: Input) {
  const metric = optionalStructure(stat, 'Metric') ?? {};
  const name = stringInput(stat, 'Stat');
  const statistic = STATISTICS[name];
  if (!statistic) throw notImplemented(`CloudWatch statistic '${name}'`, FILE);
  const period = optionalInteger(stat, 'Period', { min: 1, max: 86_400 * 365 }) ?? 0;
  if (period === 0 || period % 60 !== 0) {
    throw notImplemented(`a CloudWatch period of ${period} s (not a multiple of 60)`, FILE);
  }
  return {
    statistic,
    periodMs: period * 1000,
    metric: {
      namespace: stringInput(metric, 'Namespace'),
      name: stringInput(metric, 'MetricName'),
      dimensions: dimensionsInput(metric),
    },
  };
}

/** Joins minutes into periods counted from the start; periods without a value are left out, as CloudWatch does. */
function byPeriod(
  minutes: readonly MetricSummary[],
  { start, periodMs }: { start: number; periodMs: number },
): MetricSummary[] {
  const periods = new Map<number, MetricSummary>();
  for (const minute of minutes) {
    const at = start + Math.floor((minute.at - start) / periodMs) * periodMs;
    const known = periods.get(at);
    periods.set(at, known ? { ...join(known, minute), at } : { ...minute, at });
  }
  return [...periods.values()];
}

function join(a: MetricSummary, b: MetricSummary): Omit<MetricSummary, 'at'> {
  return {
    sum: a.sum + b.sum,
    count: a.count + b.count,
    minimum: Math.min(a.minimum, b.minimum),
    maximum: Math.max(a.maximum, b.maximum),
  };
}

/** Times travel as epoch seconds. */
function timeInput(input: Input, name: string): number {
  const seconds = input[name];
  if (typeof seconds === 'number') return Math.round(seconds * 1000);
  throw new AwsError('ValidationError', `The parameter ${name} is required.`);
}

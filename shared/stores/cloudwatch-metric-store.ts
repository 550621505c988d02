import {
  CloudWatchClient,
  type MetricDataQuery,
  paginateGetMetricData,
} from '@aws-sdk/client-cloudwatch';
import { METRICS_NAMESPACE } from '../telemetry/metrics.ts';
import { clientSettings } from './client-settings.ts';
import type { MetricStore } from './metric-store.ts';

/**
 * One data point per day. CloudWatch keeps points of an hour and more for 455 days and refuses finer ones
 * for older dates; a year of eight daily metrics is 3,640 of the 100,800 points a call may have.
 */
const PERIOD_SECONDS = 24 * 60 * 60;

/** The metrics of one stage, through `GetMetricData`. Needs `cloudwatch:GetMetricData`, which has no resources. */
export function cloudwatchMetricStore(options: {
  stage: string;
  client?: CloudWatchClient;
}): MetricStore {
  const { stage, client = new CloudWatchClient({ ...clientSettings(), maxAttempts: 2 }) } = options;
  return {
    async sums(names, { since, until }) {
      const sums = Object.fromEntries(names.map((name) => [name, 0])) as Record<
        (typeof names)[number],
        number
      >;
      const pages = paginateGetMetricData(
        { client },
        {
          StartTime: new Date(since),
          EndTime: new Date(until),
          MetricDataQueries: names.map((name, index) => queryOf(name, { index, stage })),
        },
      );
      for await (const { MetricDataResults = [] } of pages) {
        for (const { Id, Values = [] } of MetricDataResults) {
          const name = names[Number(Id?.slice(1))];
          if (name !== undefined) sums[name] += Values.reduce((total, value) => total + value, 0);
        }
      }
      return sums;
    },
  };
}

function queryOf(name: string, options: { index: number; stage: string }): MetricDataQuery {
  return {
    Id: `m${options.index}`,
    MetricStat: {
      Metric: {
        Namespace: METRICS_NAMESPACE,
        MetricName: name,
        Dimensions: [{ Name: 'Stage', Value: options.stage }],
      },
      Period: PERIOD_SECONDS,
      Stat: 'Sum',
    },
  };
}

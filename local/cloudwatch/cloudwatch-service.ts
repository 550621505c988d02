import { type AwsService, notImplemented } from '../service.ts';
import type { ServiceOptions } from '../service-options.ts';
import { readEmbeddedMetrics } from './embedded-metrics.ts';
import { getMetricData } from './get-metric-data.ts';
import { MetricStore } from './metric-store.ts';
import { putMetricData } from './put-metric-data.ts';

/** Amazon CloudWatch metrics, filled from the embedded metrics in the functions' logs. */
export interface CloudWatchService extends AwsService {
  /** Takes the metrics a log line embeds; any other line is passed over. They can be asked for at once. */
  ingestLogLine(functionName: string, line: string): void;
}

/** Opens the metrics kept in `database`. */
export function createCloudWatchService({
  database,
  clock,
}: Omit<ServiceOptions, 'place'>): CloudWatchService {
  const store = new MetricStore(database);
  return {
    id: 'cloudwatch',
    // metrics have no ARN
    authorize: ({ operation }) => [{ action: `cloudwatch:${operation}`, resource: '*' }],
    async handle({ operation, input }) {
      if (operation === 'GetMetricData') return getMetricData(store, input);
      if (operation === 'PutMetricData') return putMetricData({ store, clock }, input);
      throw notImplemented(`CloudWatch ${operation}`, 'local/cloudwatch/cloudwatch-service.ts');
    },
    ingestLogLine(_functionName, line) {
      for (const point of readEmbeddedMetrics(line)) store.add(point);
    },
  };
}

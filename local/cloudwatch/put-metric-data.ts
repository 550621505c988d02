import { listInput, stringInput } from '../call-input.ts';
import { type AwsReply, jsonReply, notImplemented } from '../service.ts';
import type { LocalClock } from '../service-options.ts';
import { dimensionsInput } from './dimensions.ts';
import type { MetricStore } from './metric-store.ts';

type Input = Readonly<Record<string, unknown>>;

/** `PutMetricData` with single values; sets of statistics are refused. */
export function putMetricData(
  { store, clock }: { store: MetricStore; clock: LocalClock },
  input: Input,
): AwsReply {
  const namespace = stringInput(input, 'Namespace');
  const data = listInput(input, 'MetricData', { min: 1, max: 1000 });
  for (const datum of data) {
    if (typeof datum.Value !== 'number') {
      throw notImplemented(
        'CloudWatch StatisticValues and Values',
        'local/cloudwatch/put-metric-data.ts',
      );
    }
    store.add({
      namespace,
      name: stringInput(datum, 'MetricName'),
      dimensions: dimensionsInput(datum),
      at: typeof datum.Timestamp === 'number' ? datum.Timestamp * 1000 : clock.now(),
      values: [datum.Value],
    });
  }
  return jsonReply({});
}

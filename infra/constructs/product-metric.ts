import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { StageName } from '../config.ts';
import { ALARM_PERIOD } from './runbook-alarm.ts';

/** A metric that functions write into their logs (`shared/telemetry/metrics.ts`), summed for alarms. */
export function productMetric(metricName: string, stage: StageName): Metric {
  return new Metric({
    namespace: 'Tributary',
    metricName,
    dimensionsMap: { Stage: stage },
    statistic: Stats.SUM,
    period: ALARM_PERIOD,
  });
}

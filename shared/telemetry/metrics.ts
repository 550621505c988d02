import { writeLine } from './write-line.ts';

/** Emits counts as metrics of one stage of the product. */
export function metricsOf(stage: string): EmitMetrics {
  return (counts) => emitMetrics({ namespace: METRICS_NAMESPACE, stage, counts });
}

/** The namespace of every metric of the product. */
export const METRICS_NAMESPACE = 'Tributary';

/** What one invocation counted, by metric name (`MessagesAccepted`); names are dimensioned by stage only. */
export interface MetricsEmission {
  readonly namespace: string;
  readonly stage: string;
  readonly counts: Readonly<Record<string, number>>;
}

/** Where an invocation's counts go; use cases take one, so that tests can read what was counted. */
export type EmitMetrics = (counts: Readonly<Record<string, number>>) => void;

/**
 * Writes the counts of one invocation as one line in CloudWatch's embedded metric format: CloudWatch
 * makes metrics of it without an API call. Zeros are left out, and nothing is written when all are zero,
 * because log bytes are billed. Goes around `console`, whose output Lambda's JSON log format wraps, and
 * CloudWatch finds no metrics in what is wrapped.
 */
export function emitMetrics(emission: MetricsEmission): void {
  const line = metricsLine(emission, Date.now());
  if (line !== undefined) writeLine(line);
}

/** The embedded metric format line for `emission` at `timestamp` (ms), or undefined when nothing was counted. */
export function metricsLine(emission: MetricsEmission, timestamp: number): string | undefined {
  const counted = Object.entries(emission.counts).filter(([, count]) => count !== 0);
  if (counted.length === 0) return undefined;
  return JSON.stringify({
    _aws: {
      Timestamp: timestamp,
      CloudWatchMetrics: [
        {
          Namespace: emission.namespace,
          Dimensions: [['Stage']],
          Metrics: counted.map(([name]) => ({ Name: name, Unit: 'Count' })),
        },
      ],
    },
    Stage: emission.stage,
    ...Object.fromEntries(counted),
  });
}

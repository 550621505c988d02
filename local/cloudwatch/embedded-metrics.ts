import { type Dimensions, sortDimensions } from './dimensions.ts';

/** Values of one metric at one moment. */
export interface MetricPoint {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Dimensions;
  readonly at: number;
  readonly values: readonly number[];
}

/** The `_aws` part of a line, as far as it is read here. */
interface Embedding {
  readonly Timestamp?: unknown;
  readonly CloudWatchMetrics?: readonly {
    readonly Namespace: string;
    readonly Dimensions?: readonly (readonly string[])[];
    readonly Metrics?: readonly { readonly Name: string }[];
  }[];
}

/**
 * The metrics a log line embeds; none for any other line. A line must be the bare JSON object, as CloudWatch wants it.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function readEmbeddedMetrics(line: string): MetricPoint[] {
  if (!line.startsWith('{') || !line.includes('"_aws"')) return [];
  const document = parseObject(line);
  const embedding = document?._aws as Embedding | undefined; // its parts are checked as they are read
  const at = embedding?.Timestamp;
  if (!document || typeof at !== 'number') return [];
  return (embedding?.CloudWatchMetrics ?? []).flatMap((directive) =>
    (directive.Dimensions ?? [[]]).flatMap((dimensions) =>
      (directive.Metrics ?? []).flatMap(({ Name }) => {
        const values = numbers(document[Name]);
        if (values.length === 0) return [];
        const named = dimensionsOf(dimensions, document);
        return [{ namespace: directive.Namespace, name: Name, dimensions: named, at, values }];
      }),
    ),
  );
}

function dimensionsOf(names: readonly string[], document: Readonly<Record<string, unknown>>) {
  return sortDimensions(names.map((name) => [name, String(document[name] ?? '')] as const));
}

/** A metric is a number, or a list of them. */
function numbers(value: unknown): number[] {
  return [value].flat().filter((one): one is number => Number.isFinite(one));
}

function parseObject(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null
      ? (value as Record<string, unknown>) // an object that is not null has string keys
      : undefined;
  } catch {
    return undefined;
  }
}

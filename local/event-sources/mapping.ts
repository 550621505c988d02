import type { Resource } from '../resource-model.ts';
import { type Filter, readFilterCriteria } from './filter-criteria.ts';
import { mappingId } from './mapping-model.ts';

/** What stream and queue mappings have in common. Durations are milliseconds; infinity where AWS says -1. */
interface CommonMapping {
  readonly id: string;
  readonly functionName: string;
  readonly sourceArn: string;
  readonly batchSize: number;
  readonly windowMs: number;
  readonly reportsItemFailures: boolean;
  /** Undefined lets every record through. */
  readonly filter: Filter | undefined;
}

/** A mapping from a Kinesis or DynamoDB stream. */
export interface StreamMapping extends CommonMapping {
  readonly kind: 'stream';
  readonly startingPosition: 'TRIM_HORIZON' | 'LATEST';
  /** Batches of one shard under way at once (`ParallelizationFactor`). */
  readonly lanes: number;
  readonly bisects: boolean;
  readonly maximumRetries: number;
  readonly maximumAgeMs: number;
  /** ARN of the queue or bucket that gets what is given up. */
  readonly onFailure: string | undefined;
}

/** A mapping from an SQS queue. */
export interface QueueMapping extends CommonMapping {
  readonly kind: 'queue';
  readonly maximumConcurrency: number;
}

export type Mapping = StreamMapping | QueueMapping;

type Properties = Readonly<Record<string, unknown>>;

const STREAM_BATCH_SIZE = 100;
const QUEUE_BATCH_SIZE = 10;
/** AWS starts with five pollers a queue; a laptop has fewer processors. */
const QUEUE_CONCURRENCY = 2;

/**
 * Reads an event source mapping with AWS's defaults. Returns undefined for a disabled one; throws, naming the resource,
 * when it asks for something the laptop cloud does not do.
 */
export function readMapping(resource: Resource): Mapping | undefined {
  const { properties, logicalId } = resource;
  if (properties.Enabled === false) return undefined;
  const sourceArn = String(properties.EventSourceArn);
  try {
    const common = readCommon(resource, sourceArn);
    const service = sourceArn.split(':')[2];
    if (service === 'sqs') return { ...common, ...readQueuePart(properties) };
    if (service === 'kinesis' || service === 'dynamodb') {
      return { ...common, ...readStreamPart(properties) };
    }
    throw new Error(`event source ${sourceArn} is neither a stream nor a queue`);
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`event source mapping ${logicalId}: ${detail}`, { cause });
  }
}

function readCommon({ properties, physicalName }: Resource, sourceArn: string): CommonMapping {
  if (properties.TumblingWindowInSeconds !== undefined) {
    throw new Error('tumbling windows are not part of the laptop cloud');
  }
  const isQueue = sourceArn.startsWith('arn:aws:sqs:');
  const responseTypes = properties.FunctionResponseTypes ?? [];
  return {
    id: mappingId(physicalName),
    functionName: functionNameOf(String(properties.FunctionName)),
    sourceArn,
    batchSize: Number(properties.BatchSize ?? (isQueue ? QUEUE_BATCH_SIZE : STREAM_BATCH_SIZE)),
    windowMs: Number(properties.MaximumBatchingWindowInSeconds ?? 0) * 1000,
    reportsItemFailures:
      Array.isArray(responseTypes) && responseTypes.includes('ReportBatchItemFailures'),
    filter: readFilterCriteria(properties.FilterCriteria),
  };
}

function readStreamPart(properties: Properties) {
  return {
    kind: 'stream' as const,
    startingPosition: readStartingPosition(properties.StartingPosition),
    lanes: Number(properties.ParallelizationFactor ?? 1),
    bisects: properties.BisectBatchOnFunctionError === true,
    maximumRetries: orInfinity(properties.MaximumRetryAttempts),
    maximumAgeMs: orInfinity(properties.MaximumRecordAgeInSeconds) * 1000,
    onFailure: readOnFailure(properties.DestinationConfig),
  };
}

function readQueuePart(properties: Properties) {
  const scaling = (properties.ScalingConfig ?? {}) as { MaximumConcurrency?: number }; // as CloudFormation defines it
  return {
    kind: 'queue' as const,
    maximumConcurrency: Math.min(
      QUEUE_CONCURRENCY,
      scaling.MaximumConcurrency ?? QUEUE_CONCURRENCY,
    ),
  };
}

function readStartingPosition(value: unknown): StreamMapping['startingPosition'] {
  if (value === 'TRIM_HORIZON' || value === 'LATEST') return value;
  throw new Error(`StartingPosition must be TRIM_HORIZON or LATEST, got '${value}'`);
}

function readOnFailure(config: unknown): string | undefined {
  const { OnFailure, OnSuccess } = (config ?? {}) as Record<string, { Destination?: string }>; // as CloudFormation defines it
  if (OnSuccess) throw new Error('streams have no OnSuccess destination');
  const arn = OnFailure?.Destination;
  if (arn === undefined || /^arn:aws:(sqs|s3):/.test(arn)) return arn;
  throw new Error(`OnFailure destination must be a queue or a bucket, got ${arn}`);
}

function orInfinity(value: unknown): number {
  const limit = Number(value ?? -1);
  return limit === -1 ? Number.POSITIVE_INFINITY : limit;
}

/** The name in a function ARN, a partial ARN or a plain name. */
function functionNameOf(nameOrArn: string): string {
  return /(?:^|:)function:([^:/]+)/.exec(nameOrArn)?.[1] ?? nameOrArn;
}

import type { Resource } from '../resource-model.ts';
import type { QueueSettings } from './queue-store.ts';

const FOUR_DAYS = 345_600;
const MIB = 1_048_576;

/** The settings an `AWS::SQS::Queue` describes, with SQS's defaults. */
export function readQueue({ physicalName, properties }: Resource): QueueSettings {
  return {
    name: physicalName,
    visibilityTimeout: Number(properties.VisibilityTimeout ?? 30),
    delaySeconds: Number(properties.DelaySeconds ?? 0),
    retentionSeconds: Number(properties.MessageRetentionPeriod ?? FOUR_DAYS),
    waitSeconds: Number(properties.ReceiveMessageWaitTimeSeconds ?? 0),
    maximumBytes: Number(properties.MaximumMessageSize ?? MIB),
    redrive: readRedrive(properties.RedrivePolicy),
  };
}

function readRedrive(value: unknown): QueueSettings['redrive'] {
  if (value === undefined) return undefined;
  const policy = (typeof value === 'string' ? JSON.parse(value) : value) as {
    deadLetterTargetArn: string;
    maxReceiveCount: number | string;
  }; // as SQS defines it
  return {
    queueName: policy.deadLetterTargetArn.split(':').at(-1) ?? '',
    maxReceiveCount: Number(policy.maxReceiveCount),
  };
}

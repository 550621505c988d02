import type { Place, ResourceModel } from '../resource-model.ts';

/** `AWS::SQS::Queue`, standard queues only: `FifoQueue` is left out on purpose, so that a template asking for one stops. */
export const sqsQueueModel: ResourceModel = {
  type: 'AWS::SQS::Queue',
  modelled: [
    'DelaySeconds',
    'MaximumMessageSize',
    'MessageRetentionPeriod',
    'QueueName',
    'ReceiveMessageWaitTimeSeconds',
    'RedrivePolicy',
    'VisibilityTimeout',
  ],
  ignored: [
    'KmsDataKeyReusePeriodSeconds',
    'KmsMasterKeyId',
    'RedriveAllowPolicy',
    'SqsManagedSseEnabled',
    'Tags',
  ],
  nameProperty: 'QueueName',
  ref: (physicalName, place) => queueUrl(place, physicalName),
  attributes: (physicalName, place) => ({
    Arn: queueArn(place, physicalName),
    QueueName: physicalName,
    QueueUrl: queueUrl(place, physicalName),
  }),
};

/** `AWS::SQS::QueuePolicy`: accepted; resource policies are asserted by the infra tests instead. */
export const sqsQueuePolicyModel: ResourceModel = {
  type: 'AWS::SQS::QueuePolicy',
  modelled: [],
  ignored: ['PolicyDocument', 'Queues'],
  ref: (physicalName) => physicalName,
  attributes: (physicalName) => ({ Id: physicalName }),
};

/** The ARN of a queue. */
export function queueArn(place: Place, name: string): string {
  return `arn:aws:sqs:${place.region}:${place.account}:${name}`;
}

/** The URL of a queue: SQS clients send to its host, whatever endpoint they are configured with. */
export function queueUrl(place: Place, name: string): string {
  return `${place.url}/${place.account}/${name}`;
}

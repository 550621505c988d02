import type { Place, ResourceModel } from '../resource-model.ts';

/** `AWS::Kinesis::Stream`: provisioned shards and retention are acted on; encryption at rest has no meaning on a laptop. */
export const kinesisStreamModel: ResourceModel = {
  type: 'AWS::Kinesis::Stream',
  modelled: ['Name', 'ShardCount', 'RetentionPeriodHours', 'StreamModeDetails'],
  ignored: ['StreamEncryption', 'Tags'],
  nameProperty: 'Name',
  ref: (physicalName) => physicalName,
  attributes: (physicalName, place) => ({ Arn: streamArn(place, physicalName) }),
};

/** The ARN of a stream. */
export function streamArn(place: Place, streamName: string): string {
  return `arn:aws:kinesis:${place.region}:${place.account}:stream/${streamName}`;
}

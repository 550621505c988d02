import { createHash } from 'node:crypto';
import type { ResourceModel } from '../resource-model.ts';

/** `AWS::Lambda::EventSourceMapping`; what is listed here `readMapping` acts on. Tumbling windows are left out on purpose. */
export const eventSourceMappingModel: ResourceModel = {
  type: 'AWS::Lambda::EventSourceMapping',
  modelled: [
    'BatchSize',
    'BisectBatchOnFunctionError',
    'DestinationConfig',
    'Enabled',
    'EventSourceArn',
    'FilterCriteria',
    'FunctionName',
    'FunctionResponseTypes',
    'MaximumBatchingWindowInSeconds',
    'MaximumRecordAgeInSeconds',
    'MaximumRetryAttempts',
    'ParallelizationFactor',
    'ScalingConfig',
    'StartingPosition',
  ],
  ignored: ['MetricsConfig', 'Tags'],
  ref: (physicalName) => mappingId(physicalName),
  attributes: (physicalName, place) => ({
    Id: mappingId(physicalName),
    EventSourceMappingArn: `arn:aws:lambda:${place.region}:${place.account}:event-source-mapping:${mappingId(physicalName)}`,
  }),
};

/** The UUID of a mapping, the same at every start: checkpoints and on-failure records are kept under it. */
export function mappingId(physicalName: string): string {
  const hex = createHash('sha256').update(physicalName).digest('hex');
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

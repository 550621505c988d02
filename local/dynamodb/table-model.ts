import type { Place, Resource, ResourceModel } from '../resource-model.ts';
import { readTableSpec } from './read-table-spec.ts';
import type { Input } from './request-input.ts';
import { optionalRecord, optionalText } from './request-input.ts';
import type { TableSpec } from './table-spec.ts';
import { streamArn, tableArn } from './table-spec.ts';

const KEYS_AND_STREAM = [
  'AttributeDefinitions',
  'KeySchema',
  'StreamSpecification',
  'TableName',
  'TimeToLiveSpecification',
  // Acted on by refusing: the product has no index, and a query of one would find nothing.
  'GlobalSecondaryIndexes',
  'LocalSecondaryIndexes',
];

/** `AWS::DynamoDB::Table`: keys, stream and time to live are acted on; how it is paid for, encrypted and protected is not. */
export const dynamoDbTableModel: ResourceModel = {
  type: 'AWS::DynamoDB::Table',
  modelled: KEYS_AND_STREAM,
  ignored: [
    'BillingMode',
    'ContributorInsightsSpecification',
    'DeletionProtectionEnabled',
    'OnDemandThroughput',
    'PointInTimeRecoverySpecification',
    'ProvisionedThroughput',
    'SSESpecification',
    'TableClass',
    'Tags',
    'WarmThroughput',
  ],
  nameProperty: 'TableName',
  ref: (physicalName) => physicalName,
  attributes: tableAttributes,
};

/** `AWS::DynamoDB::GlobalTable`, which `TableV2` makes: the table of this region; its replicas hold only protection. */
export const dynamoDbGlobalTableModel: ResourceModel = {
  ...dynamoDbTableModel,
  type: 'AWS::DynamoDB::GlobalTable',
  ignored: [
    'BillingMode',
    'Replicas',
    'SSESpecification',
    'WarmThroughput',
    'WriteOnDemandThroughputSettings',
    'WriteProvisionedThroughputSettings',
  ],
};

/** The table a resource of either type describes. Templates give a stream's view type alone, and TTL beside it. */
export function tableSpecOf({ physicalName, properties }: Resource): TableSpec {
  const spec = readTableSpec({ ...properties, TableName: physicalName });
  const timeToLive = readTimeToLive(properties);
  return { ...spec, ...(timeToLive !== undefined && { timeToLive }) };
}

function readTimeToLive(properties: Input): string | undefined {
  const specification = optionalRecord(properties, 'TimeToLiveSpecification');
  return specification?.Enabled === true ? optionalText(specification, 'AttributeName') : undefined;
}

function tableAttributes(physicalName: string, place: Place): Readonly<Record<string, string>> {
  return { Arn: tableArn(physicalName, place), StreamArn: streamArn(physicalName, place) };
}

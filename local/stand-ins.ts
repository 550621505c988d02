import path from 'node:path';
import {
  type CloudWatchService,
  createCloudWatchService,
} from './cloudwatch/cloudwatch-service.ts';
import { createDynamoDbService, type DynamoDbService } from './dynamodb/dynamodb-service.ts';
import { tableSpecOf } from './dynamodb/table-model.ts';
import { createKinesisService, type KinesisService } from './kinesis/kinesis-service.ts';
import type { Resource } from './resource-model.ts';
import { createS3Service, type S3Service } from './s3/s3-service.ts';
import { createSecretsManagerService } from './secretsmanager/secrets-manager-service.ts';
import type { AwsService } from './service.ts';
import type { ServiceOptions } from './service-options.ts';
import { createSqsService, type SqsService } from './sqs/sqs-service.ts';

/** The services that keep the data, made from the template's resources. */
export interface StandIns {
  readonly cloudwatch: CloudWatchService;
  readonly dynamodb: DynamoDbService;
  readonly kinesis: KinesisService;
  readonly s3: S3Service;
  readonly sqs: SqsService;
  /** All of them, as the gateway dispatches. */
  readonly services: readonly AwsService[];
}

/** Opens every stand-in service and creates what the template describes; what exists already is left as it is. */
export function createStandIns(
  resources: readonly Resource[],
  options: ServiceOptions & { readonly dataDir: string },
): StandIns {
  const cloudwatch = createCloudWatchService(options);
  const dynamodb = createDynamoDbService(options);
  const kinesis = createKinesisService(options);
  const s3 = createS3Service({ ...options, directory: path.join(options.dataDir, 's3') });
  const secrets = createSecretsManagerService(options);
  const sqs = createSqsService(options);
  const createTable = (resource: Resource) => dynamodb.createTable(tableSpecOf(resource));
  const provision: Readonly<Record<string, (resource: Resource) => void>> = {
    'AWS::DynamoDB::GlobalTable': createTable,
    'AWS::DynamoDB::Table': createTable,
    'AWS::Kinesis::Stream': kinesis.provision,
    'AWS::S3::Bucket': s3.provision,
    'AWS::SecretsManager::Secret': secrets.provision,
    'AWS::SQS::Queue': sqs.provision,
  };
  for (const resource of resources) provision[resource.type]?.(resource);
  return {
    cloudwatch,
    dynamodb,
    kinesis,
    s3,
    sqs,
    services: [cloudwatch, dynamodb, dynamodb.streamsService, kinesis, s3, secrets, sqs],
  };
}

import { dynamoDbGlobalTableModel, dynamoDbTableModel } from '../dynamodb/table-model.ts';
import { eventSourceMappingModel } from '../event-sources/mapping-model.ts';
import { httpApiModels } from '../http-api/models.ts';
import { iamModels } from '../iam/models.ts';
import { kinesisStreamModel } from '../kinesis/stream-model.ts';
import { lambdaModels } from '../lambda/models.ts';
import { s3BucketModel, s3BucketPolicyModel } from '../s3/bucket-model.ts';
import { secretModel } from '../secretsmanager/secret-model.ts';
import { sqsQueueModel, sqsQueuePolicyModel } from '../sqs/queue-model.ts';
import { inertModels } from './inert-models.ts';
import { createRegistry, type Registry } from './registry.ts';

/** Every resource type the laptop cloud runs or has reviewed as inert. */
export function allModels(): Registry {
  return createRegistry([
    { file: 'local/lambda/models.ts', models: lambdaModels },
    { file: 'local/iam/models.ts', models: iamModels },
    { file: 'local/http-api/models.ts', models: httpApiModels },
    {
      file: 'local/dynamodb/table-model.ts',
      models: [dynamoDbTableModel, dynamoDbGlobalTableModel],
    },
    { file: 'local/kinesis/stream-model.ts', models: [kinesisStreamModel] },
    { file: 'local/s3/bucket-model.ts', models: [s3BucketModel, s3BucketPolicyModel] },
    { file: 'local/secretsmanager/secret-model.ts', models: [secretModel] },
    { file: 'local/sqs/queue-model.ts', models: [sqsQueueModel, sqsQueuePolicyModel] },
    { file: 'local/event-sources/mapping-model.ts', models: [eventSourceMappingModel] },
    { file: 'local/template/inert-models.ts', models: inertModels },
  ]);
}

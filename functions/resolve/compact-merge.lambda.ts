import middy from '@middy/core';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import { createDynamoClient } from '../../shared/stores/dynamo-client.ts';
import { dynamoMergeStore } from '../../shared/stores/dynamo-merge-store.ts';
import { secretIdentifierHash } from '../../shared/stores/identifier-key.ts';
import { announcedWrites } from '../../shared/stores/profile-stream.ts';
import { CompactMergeEnv } from './compact-merge.contract.ts';
import { compactMerges } from './compact-merge.ts';

const env = CompactMergeEnv.parse(process.env);
const store = dynamoMergeStore({
  client: createDynamoClient(),
  tableName: env.PROFILES_TABLE_NAME,
  identifierHash: secretIdentifierHash(env.IDENTIFIER_KEY_SECRET_ARN),
});

export const handler = middy((event: DynamoDBStreamEvent) =>
  compactMerges(announcedWrites(event), { store }),
);

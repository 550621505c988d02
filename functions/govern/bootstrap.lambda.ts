import { randomBytes } from 'node:crypto';
import middy from '@middy/core';
import { systemClock } from '../../shared/kernel/clock.ts';
import { dynamoAdminChangeStore } from '../../shared/stores/dynamo-admin-change-store.ts';
import { createDynamoClient } from '../../shared/stores/dynamo-client.ts';
import { dynamoTokenStore } from '../../shared/stores/dynamo-token-store.ts';
import { BootstrapEnv } from './bootstrap.contract.ts';
import { bootstrap } from './bootstrap.ts';

const env = BootstrapEnv.parse(process.env);
const config = { client: createDynamoClient(), tableName: env.CONFIG_TABLE_NAME };
const stores = {
  tokens: dynamoTokenStore(config),
  changes: dynamoAdminChangeStore(config),
  clock: systemClock,
  random: randomBytes,
};

export const handler = middy(async (payload: unknown, context: { awsRequestId: string }) =>
  bootstrap(payload, { ...stores, requestId: context.awsRequestId }),
);

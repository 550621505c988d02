import middy from '@middy/core';
import { apiHandler } from '../../shared/http/api-handler.ts';
import { systemClock } from '../../shared/kernel/clock.ts';
import { cachedTokenStore } from '../../shared/stores/cached-token-store.ts';
import { dynamoAdminChangeStore } from '../../shared/stores/dynamo-admin-change-store.ts';
import { createDynamoClient } from '../../shared/stores/dynamo-client.ts';
import { dynamoComputedTraitStore } from '../../shared/stores/dynamo-computed-trait-store.ts';
import { dynamoTokenStore } from '../../shared/stores/dynamo-token-store.ts';
import { createLogger } from '../../shared/telemetry/log.ts';
import { ComputedTraitsApiEnv } from './computed-traits-api.contract.ts';
import { computedTraitsApi } from './computed-traits-api.ts';

const env = ComputedTraitsApiEnv.parse(process.env);
const config = { client: createDynamoClient(), tableName: env.CONFIG_TABLE_NAME };

export const handler = middy(
  apiHandler(
    computedTraitsApi({
      tokens: cachedTokenStore(dynamoTokenStore(config), systemClock),
      changes: dynamoAdminChangeStore(config),
      computedTraits: dynamoComputedTraitStore(config),
      clock: systemClock,
    }),
    createLogger({ level: 'info' }),
  ),
);

import middy from '@middy/core';
import { apiHandler } from '../../shared/http/api-handler.ts';
import { systemClock as clock } from '../../shared/kernel/clock.ts';
import { cachedComputedTraits } from '../../shared/stores/cached-computed-traits.ts';
import { cachedTokenStore } from '../../shared/stores/cached-token-store.ts';
import { createProfileStore } from '../../shared/stores/create-profile-store.ts';
import { createDynamoClient } from '../../shared/stores/dynamo-client.ts';
import { dynamoComputedTraitStore } from '../../shared/stores/dynamo-computed-trait-store.ts';
import { dynamoTokenStore } from '../../shared/stores/dynamo-token-store.ts';
import { createLogger } from '../../shared/telemetry/log.ts';
import { ProfileApiEnv } from './profile-api.contract.ts';
import { profileApi } from './profile-api.ts';

const env = ProfileApiEnv.parse(process.env);
const client = createDynamoClient();
const config = { client, tableName: env.CONFIG_TABLE_NAME };

export const handler = middy(
  apiHandler(
    profileApi({
      tokens: cachedTokenStore(dynamoTokenStore(config), clock),
      profiles: createProfileStore(client, { env, cachedIdentifiers: 0 }),
      computedTraits: cachedComputedTraits(dynamoComputedTraitStore(config), {
        clock,
        maxAgeSeconds: env.CONFIG_POLL_SECONDS,
      }),
    }),
    createLogger({ level: 'info' }),
  ),
);

import middy from '@middy/core';
import { apiHandler } from '../../shared/http/api-handler.ts';
import { systemClock as clock } from '../../shared/kernel/clock.ts';
import { cachedComputedTraits } from '../../shared/stores/cached-computed-traits.ts';
import { cachedTokenStore } from '../../shared/stores/cached-token-store.ts';
import { createDynamoClient } from '../../shared/stores/dynamo-client.ts';
import { dynamoComputedTraitStore } from '../../shared/stores/dynamo-computed-trait-store.ts';
import { dynamoProfileStore } from '../../shared/stores/dynamo-profile-store.ts';
import { dynamoTokenStore } from '../../shared/stores/dynamo-token-store.ts';
import { secretIdentifierHash } from '../../shared/stores/identifier-key.ts';
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
      profiles: dynamoProfileStore({
        client,
        tableName: env.PROFILES_TABLE_NAME,
        identifierHash: secretIdentifierHash(env.IDENTIFIER_KEY_SECRET_ARN),
        now: clock.now,
      }),
      computedTraits: cachedComputedTraits(dynamoComputedTraitStore(config), {
        clock,
        maxAgeSeconds: env.CONFIG_POLL_SECONDS,
      }),
    }),
    createLogger({ level: 'info' }),
  ),
);

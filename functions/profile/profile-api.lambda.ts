import middy from '@middy/core';
import { apiHandler } from '../../shared/http/api-handler.ts';
import { systemClock } from '../../shared/kernel/clock.ts';
import { cachedTokenStore } from '../../shared/stores/cached-token-store.ts';
import { createDynamoClient } from '../../shared/stores/dynamo-client.ts';
import { dynamoProfileStore } from '../../shared/stores/dynamo-profile-store.ts';
import { dynamoTokenStore } from '../../shared/stores/dynamo-token-store.ts';
import { secretIdentifierHash } from '../../shared/stores/identifier-key.ts';
import { createLogger } from '../../shared/telemetry/log.ts';
import { ProfileApiEnv } from './profile-api.contract.ts';
import { profileApi } from './profile-api.ts';

const env = ProfileApiEnv.parse(process.env);
const client = createDynamoClient();

export const handler = middy(
  apiHandler(
    profileApi({
      tokens: cachedTokenStore(
        dynamoTokenStore({ client, tableName: env.CONFIG_TABLE_NAME }),
        systemClock,
      ),
      profiles: dynamoProfileStore({
        client,
        tableName: env.PROFILES_TABLE_NAME,
        identifierHash: secretIdentifierHash(env.IDENTIFIER_KEY_SECRET_ARN),
        now: systemClock.now,
      }),
    }),
    createLogger({ level: 'info' }),
  ),
);

import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { systemClock } from '../kernel/clock.ts';
import { dynamoProfileStore } from './dynamo-profile-store.ts';
import { lruIdentifierCache } from './identifier-cache.ts';
import { secretIdentifierHash } from './identifier-key.ts';
import type { ProfileReader, ProfileStore } from './profile-store.ts';

/**
 * The profile store of a function: its table and the secret key of its hashes as the environment names them.
 * `cachedIdentifiers` is how many index entries it may remember; 0 for readers that want the newest.
 */
export function createProfileStore(
  client: DynamoDBClient,
  options: {
    readonly env: {
      readonly PROFILES_TABLE_NAME: string;
      readonly IDENTIFIER_KEY_SECRET_ARN: string;
    };
    readonly cachedIdentifiers: number;
  },
): ProfileStore & ProfileReader {
  const { env, cachedIdentifiers } = options;
  return dynamoProfileStore({
    client,
    tableName: env.PROFILES_TABLE_NAME,
    identifierHash: secretIdentifierHash(env.IDENTIFIER_KEY_SECRET_ARN),
    now: systemClock.now,
    cache: lruIdentifierCache(cachedIdentifiers),
  });
}

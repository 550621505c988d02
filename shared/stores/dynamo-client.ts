import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { clientSettings } from './client-settings.ts';

/** The DynamoDB client of a function; at most three attempts a call. */
export function createDynamoClient(): DynamoDBClient {
  return new DynamoDBClient({ ...clientSettings(), maxAttempts: 3 });
}

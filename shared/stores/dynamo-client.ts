import { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** The DynamoDB client of a function: region, credentials and endpoint come from its environment. */
export function createDynamoClient(): DynamoDBClient {
  return new DynamoDBClient({});
}

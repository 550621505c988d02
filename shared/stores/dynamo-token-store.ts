import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { StoredToken } from '../govern/token.ts';
import { configKeys } from './config-keys.ts';
import { fromItem, toItem } from './dynamo-item.ts';
import type { TokenStore } from './token-store.ts';

/** Tokens in the config table, read consistently so that a revoked one is gone. Needs `dynamodb:GetItem`. */
export function dynamoTokenStore(options: {
  client: DynamoDBClient;
  tableName: string;
}): TokenStore {
  return {
    async findToken(id) {
      const { Item } = await options.client.send(
        new GetItemCommand({
          TableName: options.tableName,
          Key: toItem(configKeys.token(id)),
          ConsistentRead: true,
        }),
      );
      return Item && StoredToken.parse(fromItem(Item));
    },
  };
}

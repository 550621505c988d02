import { type DynamoDBClient, GetItemCommand, paginateQuery } from '@aws-sdk/client-dynamodb';
import { StoredToken } from '../govern/token.ts';
import { configKeys } from './config-keys.ts';
import { fromItem, toItem } from './dynamo-item.ts';
import type { TokenDirectory, TokenStore } from './token-store.ts';

/**
 * Tokens in the config table, read consistently so that a revoked one is gone. Needs `dynamodb:GetItem`
 * to find one, `dynamodb:Query` to list them.
 */
export function dynamoTokenStore(options: {
  client: DynamoDBClient;
  tableName: string;
}): TokenStore & TokenDirectory {
  const { client, tableName } = options;
  return {
    async findToken(id) {
      const { Item } = await client.send(
        new GetItemCommand({
          TableName: tableName,
          Key: toItem(configKeys.token(id)),
          ConsistentRead: true,
        }),
      );
      return Item && StoredToken.parse(fromItem(Item));
    },

    async listTokens() {
      const pages = paginateQuery(
        { client },
        {
          TableName: tableName,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: toItem({ ':pk': configKeys.token('').pk }),
          ConsistentRead: true,
        },
      );
      const tokens: { id: string; token: StoredToken }[] = [];
      for await (const { Items = [] } of pages) {
        for (const item of Items) {
          tokens.push({ id: item.sk?.S ?? '', token: StoredToken.parse(fromItem(item)) });
        }
      }
      return tokens;
    },
  };
}

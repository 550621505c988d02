import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { readSource } from '../collect/source.ts';
import { configKeys } from './config-keys.ts';
import { fromItem, toItem } from './dynamo-item.ts';
import type { SourceStore } from './source-store.ts';

/** Sources in the config table, under the hashes of their write keys. Needs `dynamodb:GetItem`. */
export function dynamoSourceStore(options: {
  client: DynamoDBClient;
  tableName: string;
}): SourceStore {
  return {
    async findByKeyHash(hash) {
      const { Item } = await options.client.send(
        new GetItemCommand({
          TableName: options.tableName,
          Key: toItem(configKeys.writeKey(hash)),
        }),
      );
      return Item && readSource(fromItem(Item));
    },
  };
}

import { type DynamoDBClient, GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import { type ComputedTrait, ComputedTraitInput } from '../profile/computed-trait-definition.ts';
import type { ComputedTraitStore } from './computed-trait-store.ts';
import { configKeys } from './config-keys.ts';
import { fromItem, toItem } from './dynamo-item.ts';

/** A computed trait as its item holds it; keys and version marker are left behind on reading. */
const ComputedTraitItem = z.object({
  v: z.literal(1),
  ...ComputedTraitInput.shape,
  version: z.number(),
  createdAt: z.string(),
  updatedAt: z.string(),
});

/** Computed traits in the config table. Needs `dynamodb:GetItem` for `find`, `dynamodb:Query` for `list`. */
export function dynamoComputedTraitStore(options: {
  client: DynamoDBClient;
  tableName: string;
}): ComputedTraitStore {
  const { client, tableName } = options;
  return {
    async find(key) {
      const { Item } = await client.send(
        new GetItemCommand({
          TableName: tableName,
          Key: toItem(configKeys.computedTrait(key)),
          ConsistentRead: true,
        }),
      );
      return Item && computedTraitOf(fromItem(Item));
    },

    async list({ limit, after }) {
      const { pk } = configKeys.computedTrait('');
      const { Items = [], LastEvaluatedKey } = await client.send(
        new QueryCommand({
          TableName: tableName,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: toItem({ ':pk': pk }),
          Limit: limit,
          ExclusiveStartKey:
            after === undefined ? undefined : toItem(configKeys.computedTrait(after)),
          ConsistentRead: true,
        }),
      );
      return {
        computedTraits: Items.map((item) => computedTraitOf(fromItem(item))),
        next: LastEvaluatedKey?.sk?.S,
      };
    },
  };
}

function computedTraitOf(item: Record<string, unknown>): ComputedTrait {
  const { v: _, ...computedTrait } = ComputedTraitItem.parse(item);
  return computedTrait;
}

import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { parseIdentifierKey } from '../resolve/identifier.ts';
import type { IdentifierHashSource } from './identifier-key.ts';
import type { MergeStore } from './merge-store.ts';
import { profileKeys } from './profile-keys.ts';

/** Merge records and the identifier index in the DynamoDB table `profiles`. */
export function dynamoMergeStore(options: {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  readonly identifierHash: IdentifierHashSource;
}): MergeStore {
  const { client, tableName } = options;
  return {
    async findMerge(winner, mergeId) {
      const { pk, sk } = profileKeys.merge(winner, mergeId);
      const { Item: record } = await client.send(
        new GetItemCommand({ TableName: tableName, Key: { pk: { S: pk }, sk: { S: sk } } }),
      );
      if (!record?.loser?.S) return undefined;
      const keys = Object.keys(record.was?.M?.ids?.M ?? {});
      const identifiers = keys.map(parseIdentifierKey).filter((found) => found !== undefined);
      return { absorbed: record.loser.S, identifiers };
    },
    async repoint(identifier, move) {
      const hash = await options.identifierHash();
      const { pk, sk } = profileKeys.identifier(identifier.type, hash(identifier));
      try {
        await client.send(
          new UpdateItemCommand({
            TableName: tableName,
            Key: { pk: { S: pk }, sk: { S: sk } },
            UpdateExpression: 'SET pid = :to',
            ConditionExpression: 'pid = :from',
            ExpressionAttributeValues: { ':from': { S: move.from }, ':to': { S: move.to } },
          }),
        );
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      }
    },
  };
}

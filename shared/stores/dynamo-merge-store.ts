import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { parseIdentifierKey } from '../resolve/identifier.ts';
import type { IdentifierHashSource } from './identifier-key.ts';
import type { MergeStore } from './merge-store.ts';
import type { Item } from './profile-item.ts';
import { profileKeys } from './profile-keys.ts';

interface MergeStoreOptions {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  readonly identifierHash: IdentifierHashSource;
}

/** Merge records and the identifier index in the DynamoDB table `profiles`. Every read is consistent. */
export function dynamoMergeStore(options: MergeStoreOptions): MergeStore {
  return {
    async mergedIdentifiers(winner, mergeId) {
      const record = await get(options, profileKeys.merge(winner, mergeId));
      const keys = Object.keys(record?.was?.M?.ids?.M ?? {});
      return keys.map(parseIdentifierKey).filter((found) => found !== undefined);
    },
    async shorten(identifier) {
      const hash = await options.identifierHash();
      const key = profileKeys.identifier(identifier.type, hash(identifier));
      const from = (await get(options, key))?.pid?.S;
      if (from === undefined) return;
      const to = await survivorOf(options, from);
      if (to !== from) await repoint(options, { key, from, to });
    },
  };
}

async function survivorOf(options: MergeStoreOptions, profileId: string): Promise<string> {
  const parent = (await get(options, profileKeys.profile(profileId)))?.parent?.S;
  return parent === undefined ? profileId : survivorOf(options, parent);
}

/** On condition that nobody moved the entry since it was read: then it is theirs to say where it leads. */
async function repoint(
  { client, tableName }: MergeStoreOptions,
  move: { key: { pk: string; sk: string }; from: string; to: string },
): Promise<void> {
  try {
    await client.send(
      new UpdateItemCommand({
        TableName: tableName,
        Key: { pk: { S: move.key.pk }, sk: { S: move.key.sk } },
        UpdateExpression: 'SET pid = :to',
        ConditionExpression: 'pid = :from',
        ExpressionAttributeValues: { ':from': { S: move.from }, ':to': { S: move.to } },
      }),
    );
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}

async function get(
  { client, tableName }: MergeStoreOptions,
  { pk, sk }: { pk: string; sk: string },
): Promise<Item | undefined> {
  const { Item } = await client.send(
    new GetItemCommand({
      TableName: tableName,
      Key: { pk: { S: pk }, sk: { S: sk } },
      ConsistentRead: true,
    }),
  );
  return Item;
}

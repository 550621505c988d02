import { BatchGetItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { UnavailableError } from '../kernel/errors.ts';
import type { Item } from './profile-item.ts';

const KEYS_PER_CALL = 100;
const MAX_ROUNDS = 8;

/**
 * Reads items of one table by key, in any number; absent ones are left out, order is not kept. Keys that
 * DynamoDB leaves unprocessed are asked again; throws `UnavailableError` when they stay so.
 */
export async function batchGet(
  client: DynamoDBClient,
  request: {
    readonly tableName: string;
    readonly keys: readonly Item[];
    readonly consistentRead: boolean;
  },
): Promise<Item[]> {
  const chunks: Item[][] = [];
  for (let start = 0; start < request.keys.length; start += KEYS_PER_CALL) {
    chunks.push(request.keys.slice(start, start + KEYS_PER_CALL));
  }
  const found = await Promise.all(chunks.map((keys) => getChunk(client, { ...request, keys })));
  return found.flat();
}

async function getChunk(
  client: DynamoDBClient,
  request: { readonly tableName: string; keys: readonly Item[]; readonly consistentRead: boolean },
): Promise<Item[]> {
  const items: Item[] = [];
  let keys: Item[] | undefined = [...request.keys];
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const reply: Awaited<ReturnType<typeof send>> = await send(client, { ...request, keys });
    items.push(...(reply.Responses?.[request.tableName] ?? []));
    keys = reply.UnprocessedKeys?.[request.tableName]?.Keys;
    if (!keys?.length) return items;
    await new Promise((resolve) => setTimeout(resolve, 20 * 2 ** round * Math.random()));
  }
  throw new UnavailableError(
    `table is throttled, got ${keys?.length} keys unprocessed, expected 0`,
  );
}

function send(
  client: DynamoDBClient,
  request: { readonly tableName: string; readonly keys: Item[]; readonly consistentRead: boolean },
) {
  const { tableName, keys, consistentRead } = request;
  return client.send(
    new BatchGetItemCommand({
      RequestItems: { [tableName]: { Keys: keys, ConsistentRead: consistentRead } },
    }),
  );
}

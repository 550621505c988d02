import { DatabaseSync } from 'node:sqlite';
import {
  createDynamoDbService,
  type DynamoDbService,
} from '../../../local/dynamodb/dynamodb-service.ts';
import { callEngine } from './call-engine.ts';

/** The table whose items are counted. */
export const TABLE = 'durable';

/** Opens the engine on a file, with a table that has a stream. */
export function openDurableEngine(file: string): DynamoDbService {
  const service = createDynamoDbService({
    database: new DatabaseSync(file),
    clock: { now: Date.now },
    place: { account: '000000000000', region: 'us-east-1', url: 'http://127.0.0.1' },
  });
  service.createTable({
    name: TABLE,
    partitionKey: { name: 'pk', type: 'S' },
    sortKey: { name: 'sk', type: 'N' },
    stream: 'NEW_AND_OLD_IMAGES',
  });
  return service;
}

/** Writes item number `number` as half of a transaction, whose other half is a counter. */
export async function writeNumber(service: DynamoDbService, number: number): Promise<void> {
  const item = { pk: { S: 'item' }, sk: { N: String(number) }, text: { S: 'x'.repeat(100) } };
  await callEngine(service, 'TransactWriteItems', {
    TransactItems: [
      { Put: { TableName: TABLE, Item: item, ConditionExpression: 'attribute_not_exists(pk)' } },
      {
        Update: {
          TableName: TABLE,
          Key: { pk: { S: 'counter' }, sk: { N: '0' } },
          UpdateExpression: 'ADD written :one',
          ExpressionAttributeValues: { ':one': { N: '1' } },
        },
      },
    ],
  });
}

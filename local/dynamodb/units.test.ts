import { beforeEach, describe, expect, it } from 'vitest';
import {
  keyOf,
  openTestEngine,
  type TestEngine,
} from '../../test/contract/dynamodb/test-engine.ts';

const reads = (units: number) => ({ dynamodbReadUnits: units, dynamodbWriteUnits: 0 });
const writes = (units: number) => ({ dynamodbReadUnits: 0, dynamodbWriteUnits: units });
/** `pk`, `sk` and `text` cost 8 bytes of names, keys and values beside the text. */
const item = (sk: string, bytes: number) => ({ ...keyOf(sk), text: { S: 'x'.repeat(bytes - 10) } });

let engine: TestEngine;

beforeEach(async () => {
  engine = openTestEngine();
  await engine.call('PutItem', { Item: item('1', 1024) });
  await engine.call('PutItem', { Item: item('5', 4097) });
});

describe('writes are billed by the KB begun of the larger of before and after', () => {
  it.each([
    ['PutItem', { Item: item('n', 1024) }, 1],
    ['PutItem', { Item: item('n', 1025) }, 2],
    ['PutItem', { Item: item('5', 100) }, 5],
    ['DeleteItem', { Key: keyOf('5') }, 5],
    ['DeleteItem', { Key: keyOf('x') }, 1],
    [
      'UpdateItem',
      {
        Key: keyOf('5'),
        UpdateExpression: 'REMOVE #t',
        ExpressionAttributeNames: { '#t': 'text' },
      },
      5,
    ],
  ])('%s %#', async (operation, input, units) => {
    expect(await engine.units(operation, input)).toEqual(writes(units));
  });

  it('each write of a batch on its own', async () => {
    const requests = [
      { PutRequest: { Item: item('n', 100) } },
      { DeleteRequest: { Key: keyOf('5') } },
      { DeleteRequest: { Key: keyOf('x') } },
    ];
    const input = { RequestItems: { items: requests } };
    expect(await engine.units('BatchWriteItem', input)).toEqual(writes(7));
  });

  it('twice in a transaction, checks included', async () => {
    const input = {
      TransactItems: [
        { Put: { TableName: 'items', Item: item('n', 2000) } },
        {
          ConditionCheck: {
            TableName: 'items',
            Key: keyOf('5'),
            ConditionExpression: 'attribute_exists(pk)',
          },
        },
      ],
    };
    expect(await engine.units('TransactWriteItems', input)).toEqual(writes(2 * (2 + 5)));
  });
});

describe('what fails is billed too', () => {
  const isNew = { ConditionExpression: 'attribute_not_exists(pk)' };

  it.each([
    ['with the item that is there', { Item: item('5', 100), ...isNew }, 5],
    ['with the item attempted', { Item: item('1', 3000), ...isNew }, 3],
    [
      'with one unit at least',
      { Item: keyOf('x'), ConditionExpression: 'attribute_exists(pk)' },
      1,
    ],
  ])('a false condition %s', async (_, input, units) => {
    expect(await engine.units('PutItem', input)).toEqual(writes(units));
  });

  it('a canceled transaction like one that was done', async () => {
    const input = {
      TransactItems: [
        { Put: { TableName: 'items', Item: item('n', 2000) } },
        { Put: { TableName: 'items', Item: item('5', 100), ...isNew } },
      ],
    };
    expect(await engine.units('TransactWriteItems', input)).toEqual(writes(2 * (2 + 5)));
  });

  it('nothing for a request that is invalid', async () => {
    expect(await engine.units('PutItem', { Item: {} })).toBeUndefined();
  });
});

describe('reads are billed by 4 KB begun, half of it when eventually consistent', () => {
  const everything = {
    KeyConditionExpression: 'pk = :p',
    ExpressionAttributeValues: { ':p': { S: 'p' } },
  };

  it.each([
    ['GetItem', { Key: keyOf('1') }, 0.5],
    ['GetItem', { Key: keyOf('x') }, 0.5],
    ['GetItem', { Key: keyOf('5'), ConsistentRead: true }, 2],
    [
      'BatchGetItem',
      { RequestItems: { items: { Keys: [keyOf('1'), keyOf('5'), keyOf('x')] } } },
      2,
    ],
    // a query reads 5121 bytes in one go
    ['Query', everything, 1],
    ['Query', { ...everything, ConsistentRead: true, Select: 'COUNT' }, 2],
    ['Query', { ...everything, FilterExpression: 'attribute_exists(x)' }, 1],
    ['Scan', { Limit: 1 }, 0.5],
    ['TransactGetItems', { TransactItems: [{ Get: { TableName: 'items', Key: keyOf('5') } }] }, 4],
  ])('%s %#', async (operation, input, units) => {
    expect(await engine.units(operation, input)).toEqual(reads(units));
  });

  it('a repeated transaction as reading its items', async () => {
    const input = {
      TransactItems: [{ Put: { TableName: 'items', Item: item('5', 4097) } }],
      ClientRequestToken: 'token',
    };
    expect(await engine.units('TransactWriteItems', input)).toEqual(writes(10));
    expect(await engine.units('TransactWriteItems', input)).toEqual(reads(4));
  });
});

it('ReturnConsumedCapacity reports the same to the caller', async () => {
  const put = (mode: string) => ({ Item: item('5', 100), ReturnConsumedCapacity: mode });
  expect(await engine.call('PutItem', put('TOTAL'))).toEqual({
    ConsumedCapacity: { TableName: 'items', CapacityUnits: 5 },
  });
  expect(await engine.call('PutItem', put('INDEXES'))).toEqual({
    ConsumedCapacity: { TableName: 'items', CapacityUnits: 1, Table: { CapacityUnits: 1 } },
  });
  expect(await engine.call('PutItem', put('NONE'))).toEqual({});
});

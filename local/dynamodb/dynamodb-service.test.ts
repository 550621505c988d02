import { DatabaseSync } from 'node:sqlite';
import { beforeEach, describe, expect, it } from 'vitest';
import { engineCall } from '../../test/contract/dynamodb/call-engine.ts';
import {
  keyOf,
  openTestEngine,
  type TestEngine,
} from '../../test/contract/dynamodb/test-engine.ts';
import type { Resource } from '../resource-model.ts';
import { dynamoDbGlobalTableModel, dynamoDbTableModel } from './table-model.ts';

const PLACE = { account: '000000000000', region: 'us-east-1', url: 'http://127.0.0.1' };
const arn = (table: string) => `arn:aws:dynamodb:us-east-1:000000000000:table/${table}`;

let engine: TestEngine;

beforeEach(() => {
  engine = openTestEngine();
});

describe('IAM is asked', () => {
  const entry = { TableName: 'items', Key: keyOf('a') };

  it.each([
    ['GetItem', entry, [['GetItem', 'items']]],
    ['PutItem', { TableName: 'items' }, [['PutItem', 'items']]],
    ['Query', { TableName: 'other' }, [['Query', 'other']]],
    [
      'BatchGetItem',
      { RequestItems: { a: {}, b: {} } },
      [
        ['BatchGetItem', 'a'],
        ['BatchGetItem', 'b'],
      ],
    ],
    ['BatchWriteItem', { RequestItems: { a: [] } }, [['BatchWriteItem', 'a']]],
    [
      'TransactWriteItems',
      {
        TransactItems: [
          { Put: entry },
          { Update: entry },
          { Delete: entry },
          { ConditionCheck: entry },
        ],
      },
      [
        ['PutItem', 'items'],
        ['UpdateItem', 'items'],
        ['DeleteItem', 'items'],
        ['ConditionCheckItem', 'items'],
      ],
    ],
    ['TransactGetItems', { TransactItems: [{ Get: entry }] }, [['GetItem', 'items']]],
  ] as const)('for %s', (operation, input, expected) => {
    expect(engine.service.authorize(engineCall(operation, input))).toEqual(
      expected.map(([action, table]) => ({ action: `dynamodb:${action}`, resource: arn(table) })),
    );
  });

  it('for the stream that an iterator is of', () => {
    const stream = `${arn('items')}/stream/2026-01-01T00:00:00.000`;
    const call = {
      ...engineCall('GetRecords', { ShardIterator: `${stream}|7` }),
      service: 'dynamodb-streams' as const,
    };
    expect(engine.service.streamsService.authorize(call)).toEqual([
      { action: 'dynamodb:GetRecords', resource: stream },
    ]);
  });
});

describe('what the product does not use is refused by name', () => {
  it.each([
    ['UpdateTable', {}, 'dynamodb UpdateTable'],
    ['constructor', {}, 'dynamodb constructor'],
    ['PutItem', { Item: keyOf('a'), Expected: {} }, 'the legacy parameter Expected of PutItem'],
    [
      'UpdateItem',
      { Key: keyOf('a'), AttributeUpdates: {} },
      'the legacy parameter AttributeUpdates of UpdateItem',
    ],
    ['Query', { KeyConditions: {} }, 'the legacy parameter KeyConditions of Query'],
    ['Query', { IndexName: 'by-name' }, 'a secondary index'],
    [
      'CreateTable',
      { TableName: 'indexed', GlobalSecondaryIndexes: [{}] },
      'GlobalSecondaryIndexes',
    ],
  ])('%s %j', async (operation, input, what) => {
    const { code, status, message } = await engine.failure(operation, input);
    expect([code, status]).toEqual(['NotImplemented', 501]);
    expect(message).toMatch(`${what} is not part of the laptop cloud, add it in local/dynamodb`);
  });
});

describe('a table of the template', () => {
  const resource: Resource = {
    stack: 'data',
    logicalId: 'Profiles',
    type: 'AWS::DynamoDB::Table',
    physicalName: 'profiles-1a2b',
    properties: {
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'N' },
      ],
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
      TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
    },
  };

  it('is created with its keys, stream and time to live, and keeps its items at the next start', async () => {
    const database = new DatabaseSync(':memory:');
    engine = openTestEngine(database);
    engine.service.provision(resource);
    const TableName = 'profiles-1a2b';
    const Item = { pk: { S: 'p' }, sk: { N: '1' } };
    await engine.call('PutItem', { TableName, Item });
    engine = openTestEngine(database);
    engine.service.provision(resource);
    expect(await engine.call('GetItem', { TableName, Key: Item })).toEqual({ Item });
    expect(await engine.call('DescribeTable', { TableName })).toMatchObject({
      Table: {
        TableArn: arn(TableName),
        KeySchema: resource.properties.KeySchema,
        StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
      },
    });
    expect(await engine.call('DescribeTimeToLive', { TableName })).toEqual({
      TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED', AttributeName: 'ttl' },
    });
  });

  it('cannot change its key under its items', () => {
    engine.service.provision(resource);
    const KeySchema = [{ AttributeName: 'pk', KeyType: 'HASH' }];
    const changed = { ...resource, properties: { ...resource.properties, KeySchema } };
    expect(() => engine.service.provision(changed)).toThrow(
      'table profiles-1a2b exists with another key, got pk:S, has pk:S,sk:N',
    );
  });

  it.each([dynamoDbTableModel, dynamoDbGlobalTableModel])('of type $type has its ARNs', (model) => {
    expect(model.ref('profiles-1a2b', PLACE)).toBe('profiles-1a2b');
    const { Arn, StreamArn } = model.attributes('profiles-1a2b', PLACE);
    expect(Arn).toBe(arn('profiles-1a2b'));
    engine.service.provision(resource);
    expect(engine.service.streams.shards(StreamArn ?? '')).toHaveLength(1);
  });
});

it('tables can be created, listed and deleted over the wire', async () => {
  const table = {
    TableName: 'wire',
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  };
  await engine.call('CreateTable', table);
  expect((await engine.failure('CreateTable', table)).code).toBe('ResourceInUseException');
  expect(await engine.call('ListTables', {})).toEqual({ TableNames: ['items', 'wire'] });
  await engine.call('PutItem', { TableName: 'wire', Item: { id: { S: 'x' } } });
  await engine.call('DeleteTable', { TableName: 'wire' });
  expect((await engine.failure('Scan', { TableName: 'wire' })).code).toBe(
    'ResourceNotFoundException',
  );
  await engine.call('CreateTable', table);
  expect(await engine.call('Scan', { TableName: 'wire' })).toMatchObject({ Count: 0 });
});

it('names that JavaScript gives every object are ordinary attribute names', async () => {
  const Item = { ...keyOf('a'), constructor: { S: 'x' }, toString: { N: '1' } };
  await engine.call('PutItem', { Item });
  const input = { Key: keyOf('a'), ProjectionExpression: 'toString, hasOwnProperty' };
  expect(await engine.call('GetItem', input)).toEqual({ Item: { toString: { N: '1' } } });
  const check = { Item, ConditionExpression: 'attribute_not_exists(valueOf)' };
  await expect(engine.call('PutItem', check)).resolves.toEqual({});
});

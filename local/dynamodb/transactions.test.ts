import { DatabaseSync } from 'node:sqlite';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  keyOf,
  openTestEngine,
  type TestEngine,
} from '../../test/contract/dynamodb/test-engine.ts';

const TABLE = { TableName: 'items' };
const MINUTE_MS = 60_000;

let engine: TestEngine;

beforeEach(() => {
  engine = openTestEngine();
});

const put = (sk: string, more: Record<string, unknown> = {}) => ({
  Put: { ...TABLE, Item: keyOf(sk), ...more },
});
const increment = (sk: string) => ({
  Update: {
    ...TABLE,
    Key: keyOf(sk),
    UpdateExpression: 'ADD n :one',
    ExpressionAttributeValues: { ':one': { N: '1' } },
  },
});
const isNew = { ConditionExpression: 'attribute_not_exists(pk)' };
const write = (...TransactItems: readonly unknown[]) => ({ TransactItems });

async function storedKeys(): Promise<unknown> {
  const { Items } = await engine.call('Query', {
    KeyConditionExpression: 'pk = :p',
    ExpressionAttributeValues: { ':p': { S: 'p' } },
    ProjectionExpression: 'sk',
  });
  return Items;
}

describe('TransactWriteItems', () => {
  it('does all of its writes', async () => {
    await engine.call('PutItem', { Item: keyOf('old') });
    const remove = { Delete: { ...TABLE, Key: keyOf('old') } };
    await engine.call('TransactWriteItems', write(put('new', isNew), increment('count'), remove));
    expect(await storedKeys()).toEqual([{ sk: { S: 'count' } }, { sk: { S: 'new' } }]);
  });

  it('does none when one cannot be done, and says of each why', async () => {
    await engine.call('PutItem', { Item: { ...keyOf('taken'), text: { S: 'x' } } });
    const misfit = {
      Update: { ...TABLE, Key: keyOf('taken2'), UpdateExpression: 'SET a = b' },
    };
    const failure = await engine.failure(
      'TransactWriteItems',
      write(
        put('free'),
        put('taken', { ...isNew, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }),
        misfit,
      ),
    );
    expect(failure.code).toBe('TransactionCanceledException');
    expect(failure.message).toBe(
      'Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed, ValidationError]',
    );
    expect(failure.fields.CancellationReasons).toEqual([
      { Code: 'None' },
      {
        Code: 'ConditionalCheckFailed',
        Message: 'The conditional request failed',
        Item: { ...keyOf('taken'), text: { S: 'x' } },
      },
      {
        Code: 'ValidationError',
        Message: 'The provided expression refers to an attribute that does not exist in the item',
      },
    ]);
    expect(await storedKeys()).toEqual([{ sk: { S: 'taken' } }]);
  });

  it('leaves no stream record of what was canceled', async () => {
    await engine.call('PutItem', { Item: keyOf('taken') });
    await engine.failure('TransactWriteItems', write(put('free'), put('taken', isNew)));
    const [shardId = ''] = engine.service.streams.shards('items');
    const records = engine.service.streams.read({ streamArn: 'items', shardId, limit: 10 });
    expect(records.map(({ dynamodb }) => dynamodb.Keys)).toEqual([keyOf('taken')]);
  });

  it.each([
    [
      'two writes of one item',
      write(put('a'), put('a')),
      'Transaction request cannot include multiple operations on one item',
    ],
    [
      'an entry without an operation',
      write({}),
      'Invalid Request: TransactWriteRequest should contain Delete or Put or Update request',
    ],
    [
      'an entry with two',
      write({ ...put('a'), Delete: { ...TABLE, Key: keyOf('b') } }),
      'TransactItems can only contain one of Check, Put, Update or Delete',
    ],
    [
      'more than a hundred entries',
      write(...Array.from({ length: 101 }, (_, i) => put(`i${i}`))),
      'Member must have length less than or equal to 100',
    ],
    [
      'a check without a condition',
      write({ ConditionCheck: { ...TABLE, Key: keyOf('a') } }),
      "Value null at 'transactItems.1.member.conditionCheck.conditionExpression' failed to satisfy constraint: Member must not be null",
    ],
  ])('refuses %s', async (_, input, message) => {
    const failure = await engine.failure('TransactWriteItems', input);
    expect([failure.code, failure.message]).toEqual(['ValidationException', message]);
  });
});

describe('a client request token', () => {
  const once = { ...write(increment('count')), ClientRequestToken: 'token' };

  async function count(): Promise<unknown> {
    const { Item } = await engine.call('GetItem', { Key: keyOf('count') });
    return Item;
  }

  it('makes a retry do nothing, also after a restart', async () => {
    const database = new DatabaseSync(':memory:');
    engine = openTestEngine(database);
    await engine.call('TransactWriteItems', once);
    engine = openTestEngine(database);
    await engine.call('TransactWriteItems', once);
    expect(await count()).toMatchObject({ n: { N: '1' } });
  });

  it('holds for ten minutes', async () => {
    await engine.call('TransactWriteItems', once);
    engine.clock.at += 10 * MINUTE_MS - 1;
    await engine.call('TransactWriteItems', once);
    expect(await count()).toMatchObject({ n: { N: '1' } });
    engine.clock.at += 1;
    await engine.call('TransactWriteItems', once);
    expect(await count()).toMatchObject({ n: { N: '2' } });
  });

  it('cannot be used for another request', async () => {
    await engine.call('TransactWriteItems', once);
    const other = { ...write(increment('other')), ClientRequestToken: 'token' };
    const failure = await engine.failure('TransactWriteItems', other);
    expect(failure.code).toBe('IdempotentParameterMismatchException');
  });

  it('of a canceled transaction can be used again', async () => {
    await engine.call('PutItem', { Item: keyOf('taken') });
    const canceled = { ...write(put('taken', isNew)), ClientRequestToken: 'token' };
    await engine.failure('TransactWriteItems', canceled);
    await expect(engine.call('TransactWriteItems', once)).resolves.toEqual({});
  });
});

it('TransactGetItems returns items in the order asked for, and nothing for those that are not there', async () => {
  await engine.call('PutItem', { Item: { ...keyOf('a'), n: { N: '1' } } });
  const get = (sk: string, more: Record<string, unknown> = {}) => ({
    Get: { ...TABLE, Key: keyOf(sk), ...more },
  });
  const { Responses } = await engine.call(
    'TransactGetItems',
    write(get('b'), get('a', { ProjectionExpression: 'n' })),
  );
  expect(Responses).toEqual([{}, { Item: { n: { N: '1' } } }]);
});

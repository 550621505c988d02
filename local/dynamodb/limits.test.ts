import { beforeEach, describe, expect, it } from 'vitest';
import {
  keyOf,
  openTestEngine,
  type TestEngine,
} from '../../test/contract/dynamodb/test-engine.ts';

/** 390,012 bytes with its key, of 400 KB an item may have. */
const bigItem = (number: number) => ({
  ...keyOf(String(number).padStart(2, '0')),
  text: { S: 'x'.repeat(390_001) },
});

let engine: TestEngine;

beforeEach(() => {
  engine = openTestEngine();
});

async function putBigItems(count: number): Promise<void> {
  for (let number = 0; number < count; number += 1) {
    await engine.call('PutItem', { Item: bigItem(number) });
  }
}

describe('an item', () => {
  const fill = (bytes: number) => ({ ...keyOf('a'), x: { S: 'x'.repeat(bytes - 7) } });

  it('has 400 KB at most, names included', async () => {
    await expect(engine.call('PutItem', { Item: fill(409_600) })).resolves.toEqual({});
    const failure = await engine.failure('PutItem', { Item: fill(409_601) });
    expect(failure.message).toBe('Item size has exceeded the maximum allowed size');
  });

  it('nests 32 levels at most, its own included', async () => {
    const nested = (levels: number): unknown =>
      levels === 0 ? { S: 'x' } : { M: { a: nested(levels - 1) } };
    await engine.call('PutItem', { Item: { ...keyOf('a'), deep: nested(31) } });
    const failure = await engine.failure('PutItem', { Item: { ...keyOf('a'), deep: nested(32) } });
    expect(failure.message).toMatch(/^Nesting Levels have exceeded supported limits/);
  });

  it.each([
    [{ pk: { S: 'p' } }, 'One of the required keys was not given a value'],
    [
      { ...keyOf('a'), sk: { N: '1' } },
      'One or more parameter values were invalid: Type mismatch for key',
    ],
    [
      keyOf(''),
      'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: sk',
    ],
    [
      keyOf('x'.repeat(1025)),
      'Hash primary key values must be under 2048 bytes, and range primary key values must be under 1024 bytes',
    ],
    [
      { ...keyOf('a'), x: { SS: [] } },
      'One or more parameter values were invalid: An string set  may not be empty',
    ],
    [{ ...keyOf('a'), x: { NS: ['1', '1.0'] } }, 'Input collection contains duplicates'],
    [
      { ...keyOf('a'), x: {} },
      'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes',
    ],
    [
      { ...keyOf('a'), x: { S: 'a', N: '1' } },
      'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
    ],
    [
      { ...keyOf('a'), x: { NULL: false } },
      'One or more parameter values were invalid: Null attribute value types must have the value of true',
    ],
  ])('%j is refused', async (Item, message) => {
    const failure = await engine.failure('PutItem', { Item });
    expect([failure.code, failure.message]).toEqual(['ValidationException', message]);
  });
});

describe('a transaction', () => {
  it('writes 4 MB at most, or nothing', async () => {
    const writes = (count: number) => ({
      TransactItems: Array.from({ length: count }, (_, number) => ({
        Put: { TableName: 'items', Item: bigItem(number) },
      })),
    });
    const failure = await engine.failure('TransactWriteItems', writes(11));
    expect(failure.message).toBe(
      'Transaction payload size cannot exceed 4MB. Payload Size: 4290132',
    );
    expect(await engine.call('Scan', { Select: 'COUNT' })).toEqual({ Count: 0, ScannedCount: 0 });
    await expect(engine.call('TransactWriteItems', writes(10))).resolves.toEqual({});
  });

  it('reads 4 MB at most', async () => {
    await putBigItems(11);
    const reads = (count: number) => ({
      TransactItems: Array.from({ length: count }, (_, number) => {
        const { pk, sk } = bigItem(number);
        return { Get: { TableName: 'items', Key: { pk, sk }, ProjectionExpression: 'sk' } };
      }),
    });
    const failure = await engine.failure('TransactGetItems', reads(11));
    expect(failure.message).toMatch(/^Payload in response is too large/);
    await expect(engine.call('TransactGetItems', reads(10))).resolves.toHaveProperty('Responses');
  });
});

describe('a batch', () => {
  it('reads 16 MB at most and leaves the keys of the rest to be asked for again', async () => {
    await putBigItems(45);
    const Keys = Array.from({ length: 45 }, (_, number) => {
      const { pk, sk } = bigItem(number);
      return { pk, sk };
    });
    const request = { Keys, ProjectionExpression: 'sk', ConsistentRead: true };
    const reply = await engine.call('BatchGetItem', { RequestItems: { items: request } });
    expect(reply.Responses).toEqual({ items: Keys.slice(0, 43).map(({ sk }) => ({ sk })) });
    expect(reply.UnprocessedKeys).toEqual({ items: { ...request, Keys: Keys.slice(43) } });
  });

  it('writes 25 items at most and reads 100', async () => {
    const keys = Array.from({ length: 101 }, (_, number) => keyOf(String(number)));
    const get = await engine.failure('BatchGetItem', { RequestItems: { items: { Keys: keys } } });
    expect(get.message).toBe('Too many items requested for the BatchGetItem call');
    const requests = keys.slice(0, 26).map((Item) => ({ PutRequest: { Item } }));
    const write = await engine.failure('BatchWriteItem', { RequestItems: { items: requests } });
    expect(write.message).toBe('Too many items requested for the BatchWriteItem call');
  });
});

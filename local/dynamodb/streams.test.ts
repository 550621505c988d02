import { DatabaseSync } from 'node:sqlite';
import { beforeEach, describe, expect, it } from 'vitest';
import { callEngine } from '../../test/contract/dynamodb/call-engine.ts';
import {
  keyOf,
  openTestEngine,
  type TestEngine,
} from '../../test/contract/dynamodb/test-engine.ts';
import type { StreamRecord } from './stream-reader.ts';

const ARN = 'arn:aws:dynamodb:us-east-1:000000000000:table/items/stream/2026-01-01T00:00:00.000';
const HOUR_MS = 3_600_000;

let engine: TestEngine;

beforeEach(() => {
  engine = openTestEngine();
});

function records(afterSequence?: string, limit = 100): readonly StreamRecord[] {
  const { streams } = engine.service;
  const [shardId = ''] = streams.shards(ARN);
  return streams.read({ streamArn: ARN, shardId, afterSequence, limit });
}

describe('a stream', () => {
  it('shows each change as a function receives it', async () => {
    const before = { ...keyOf('a'), n: { N: '100.5' } };
    const after = { ...keyOf('a'), n: { N: '2' } };
    await engine.call('PutItem', { Item: before });
    engine.clock.at += 1999;
    await engine.call('PutItem', { Item: after });
    await engine.call('DeleteItem', { Key: keyOf('a') });
    const [insert, modify, remove] = records();
    expect(insert).toEqual({
      eventID: expect.stringMatching(/^[0-9a-f]{32}$/),
      eventName: 'INSERT',
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: 'us-east-1',
      dynamodb: {
        ApproximateCreationDateTime: Date.UTC(2026, 0, 1) / 1000,
        Keys: keyOf('a'),
        NewImage: before,
        SequenceNumber: '000000000000000000001',
        SizeBytes: 6 + 6 + 5,
        StreamViewType: 'NEW_AND_OLD_IMAGES',
      },
      eventSourceARN: ARN,
    });
    expect(modify).toMatchObject({
      eventName: 'MODIFY',
      dynamodb: {
        ApproximateCreationDateTime: Date.UTC(2026, 0, 1) / 1000 + 1,
        OldImage: before,
        NewImage: after,
      },
    });
    expect(remove).toMatchObject({ eventName: 'REMOVE', dynamodb: { OldImage: after } });
    expect(remove?.dynamodb).not.toHaveProperty('NewImage');
  });

  it('has no record of a write that changes nothing', async () => {
    await engine.call('PutItem', { Item: { ...keyOf('a'), n: { N: '1' } } });
    await engine.call('PutItem', { Item: { n: { N: '1.0' }, ...keyOf('a') } });
    await engine.call('UpdateItem', { Key: keyOf('a'), UpdateExpression: 'REMOVE x' });
    await engine.call('DeleteItem', { Key: keyOf('b') });
    expect(records()).toHaveLength(1);
  });

  it('is read on from a sequence number, which grows and outlives a restart', async () => {
    const database = new DatabaseSync(':memory:');
    engine = openTestEngine(database);
    for (const sk of ['a', 'b', 'c']) await engine.call('PutItem', { Item: keyOf(sk) });
    const [first, second] = records(undefined, 2);
    engine = openTestEngine(database);
    await engine.call('PutItem', { Item: keyOf('d') });
    const rest = records(second?.dynamodb.SequenceNumber);
    expect(rest.map(({ dynamodb }) => dynamodb.Keys.sk)).toEqual([{ S: 'c' }, { S: 'd' }]);
    const numbers = [first, second, ...rest].map((record) => record?.dynamodb.SequenceNumber ?? '');
    expect(numbers).toEqual(numbers.toSorted());
    expect(engine.service.streams.latestSequence('items')).toBe(numbers.at(-1));
  });

  it('keeps records for 24 hours', async () => {
    await engine.call('PutItem', { Item: keyOf('a') });
    engine.clock.at += 24 * HOUR_MS;
    await engine.call('PutItem', { Item: keyOf('b') });
    expect(records()).toHaveLength(2);
    engine.clock.at += 1;
    expect(records().map(({ dynamodb }) => dynamodb.Keys)).toEqual([keyOf('b')]);
    engine.service.sweepExpired();
    await engine.call('PutItem', { Item: keyOf('c') });
    expect(records().map(({ dynamodb }) => dynamodb.Keys)).toEqual([keyOf('b'), keyOf('c')]);
  });

  it('calls who listens once for each commit that changed something', async () => {
    const calls: string[] = [];
    const stop = engine.service.streams.onAppend((arn) => calls.push(arn));
    await engine.call('PutItem', { Item: keyOf('a') });
    await engine.call('PutItem', { Item: keyOf('a') });
    const entry = (sk: string) => ({ Put: { TableName: 'items', Item: keyOf(sk) } });
    await engine.call('TransactWriteItems', { TransactItems: [entry('b'), entry('c')] });
    stop();
    await engine.call('PutItem', { Item: keyOf('d') });
    expect(calls).toEqual([ARN, ARN]);
  });

  it.each([
    ['KEYS_ONLY', []],
    ['NEW_IMAGE', ['NewImage']],
    ['OLD_IMAGE', ['OldImage']],
    ['NEW_AND_OLD_IMAGES', ['NewImage', 'OldImage']],
  ] as const)('of type %s shows %j', async (stream, images) => {
    const { service } = engine;
    service.createTable({ name: 'other', partitionKey: { name: 'id', type: 'S' }, stream });
    for (const n of ['1', '2']) {
      const Item = { id: { S: 'x' }, n: { N: n } };
      await callEngine(service, 'PutItem', { TableName: 'other', Item });
    }
    const [shardId = ''] = service.streams.shards('other');
    const [, modify] = service.streams.read({ streamArn: 'other', shardId, limit: 2 });
    expect(Object.keys(modify?.dynamodb ?? {}).filter((name) => name.endsWith('Image'))).toEqual(
      images,
    );
  });
});

describe('time to live', () => {
  const nowInSeconds = () => engine.clock.at / 1000;

  it('ends at the second after the one in the attribute, in a sweep, as a removal by the service', async () => {
    const Item = { ...keyOf('a'), ttl: { N: String(nowInSeconds() + 60) } };
    await engine.call('PutItem', { Item });
    engine.clock.at += 60_000;
    expect(engine.service.sweepExpired()).toBe(0);
    engine.clock.at += 1000;
    expect(await engine.call('GetItem', { Key: keyOf('a') })).toEqual({ Item });
    expect(engine.service.sweepExpired()).toBe(1);
    expect(await engine.call('GetItem', { Key: keyOf('a') })).toEqual({});
    expect(records().at(-1)).toMatchObject({
      eventName: 'REMOVE',
      userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' },
      dynamodb: { OldImage: Item },
    });
  });

  it('is that of the item as it is now', async () => {
    const past = { N: String(nowInSeconds() - 1) };
    await engine.call('PutItem', { Item: { ...keyOf('a'), ttl: past } });
    await engine.call('UpdateItem', {
      Key: keyOf('a'),
      UpdateExpression: 'REMOVE #ttl',
      ExpressionAttributeNames: { '#ttl': 'ttl' },
    });
    await engine.call('PutItem', { Item: { ...keyOf('b'), ttl: { S: 'text' } } });
    const sixYearsAgo = { N: String(nowInSeconds() - 6 * 365 * 86_400) };
    await engine.call('PutItem', { Item: { ...keyOf('c'), ttl: sixYearsAgo } });
    expect(engine.service.sweepExpired()).toBe(0);
  });
});

import { setTimeout as sleep } from 'node:timers/promises';
import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startSmallCloud } from './event-sources.cloud.ts';
import { numbered, until } from './event-sources.waiting.ts';
import {
  openWorkbench,
  type SeenRecord,
  STREAM,
  STREAM_ARN,
  textOf,
  type Workbench,
} from './event-sources.workbench.ts';

const FROM_START = { EventSourceArn: STREAM_ARN, StartingPosition: 'TRIM_HORIZON' };

let bench: Workbench;

beforeEach(() => {
  bench = openWorkbench();
});

afterEach(() => bench.close());

it('delivers what real clients put, in order, in the shape Lambda gives it', async () => {
  const cloud = await startSmallCloud(bench.workplace, [bench.kinesis]);
  const client = new KinesisClient(cloud.client);
  let seen: readonly SeenRecord[] = [];
  const sources = await bench.start(FROM_START, (records) => {
    seen = records;
  });
  const { Records } = await client.send(
    new PutRecordsCommand({
      StreamName: STREAM,
      Records: [{ PartitionKey: 'b7', Data: Buffer.from('hello') }],
    }),
  );
  await sources.idle();
  const sequenceNumber = Records?.[0]?.SequenceNumber;
  expect(seen).toEqual([
    {
      kinesis: {
        kinesisSchemaVersion: '1.0',
        partitionKey: 'b7',
        sequenceNumber,
        data: 'aGVsbG8=',
        approximateArrivalTimestamp: bench.clock.now() / 1000,
      },
      eventSource: 'aws:kinesis',
      eventVersion: '1.0',
      eventID: `shardId-000000000000:${sequenceNumber}`,
      eventName: 'aws:kinesis:record',
      invokeIdentityArn: 'arn:aws:iam::000000000000:role/consumer',
      awsRegion: 'us-east-1',
      eventSourceARN: STREAM_ARN,
    },
  ]);
  client.destroy();
});

it('starts with the oldest record, in batches of the batch size', async () => {
  bench.append(numbered(7));
  const sources = await bench.start({ ...FROM_START, BatchSize: 3 }, () => {});
  await sources.idle();
  expect(bench.invocations).toEqual([['0', '1', '2'], ['3', '4', '5'], ['6']]);
});

it('starts with the first record after its own start under LATEST, also after a restart', async () => {
  bench.append(['before']);
  const latest = { ...FROM_START, StartingPosition: 'LATEST' };
  await (await bench.start(latest, () => {})).stop();
  bench.append(['while stopped']);
  const sources = await bench.start(latest, () => {});
  bench.append(['after']);
  await sources.idle();
  expect(bench.invocations.flat()).toEqual(['while stopped', 'after']);
});

it('has one invocation of a shard under way at a time', async () => {
  let underWay = 0;
  let most = 0;
  const sources = await bench.start({ ...FROM_START, BatchSize: 2 }, async () => {
    underWay += 1;
    most = Math.max(most, underWay);
    await sleep(1);
    underWay -= 1;
  });
  for (const text of numbered(20)) bench.append([text]);
  await sources.idle();
  expect(most).toBe(1);
  expect(bench.invocations.flat()).toEqual(numbered(20));
});

it('waits for the batching window by the clock, and no longer once the batch is full', async () => {
  const mapping = { ...FROM_START, BatchSize: 3, MaximumBatchingWindowInSeconds: 30 };
  const sources = await bench.start(mapping, () => {});
  bench.append(['a', 'b']);
  await sleep(60);
  bench.clock.advance(29_000);
  await sleep(60);
  expect(bench.invocations).toEqual([]);
  bench.clock.advance(1000);
  await sources.idle();
  expect(bench.invocations).toEqual([['a', 'b']]);
  bench.append(['c', 'd', 'e']);
  await sources.idle();
  expect(bench.invocations.at(-1)).toEqual(['c', 'd', 'e']);
});

it('goes on from its checkpoint after a restart and delivers nothing twice', async () => {
  bench.append(numbered(4));
  await (await bench.start({ ...FROM_START, BatchSize: 2 }, () => {})).idle();
  bench.append(['4']);
  await (await bench.start({ ...FROM_START, BatchSize: 2 }, () => {})).idle();
  expect(bench.invocations.flat()).toEqual(numbered(5));
});

it('delivers again what was under way when it stopped', async () => {
  bench.append(['a']);
  const first = await bench.start(FROM_START, () => {
    throw new Error('not yet');
  });
  await until(() => bench.invocations.length > 0, { clock: bench.clock, stepMs: 0 });
  await first.stop();
  const before = bench.invocations.length;
  await (await bench.start(FROM_START, () => {})).idle();
  expect(bench.invocations.slice(before)).toEqual([['a']]);
});

it('keeps the order of each key and works keys at once with a parallelization factor', async () => {
  const handled: string[] = [];
  let underWay = 0;
  let most = 0;
  for (const text of numbered(60)) bench.append([text], `key-${Number(text) % 6}`);
  const mapping = { ...FROM_START, BatchSize: 5, ParallelizationFactor: 4 };
  const sources = await bench.start(mapping, async (records) => {
    underWay += 1;
    most = Math.max(most, underWay);
    await sleep(1);
    handled.push(...records.map(textOf));
    underWay -= 1;
  });
  await sources.idle();
  expect(most).toBeGreaterThan(1);
  for (let key = 0; key < 6; key += 1) {
    const ofKey = handled.filter((text) => Number(text) % 6 === key);
    expect(ofKey).toEqual(numbered(60).filter((text) => Number(text) % 6 === key));
  }
});

it('keeps the checkpoint before the slowest lane: a restart repeats, and skips nothing', async () => {
  for (const text of numbered(20)) bench.append([text], `key-${text}`);
  const mapping = { ...FROM_START, BatchSize: 1, ParallelizationFactor: 4 };
  const first = await bench.start(mapping, (records) => {
    if (textOf(records[0] as SeenRecord) === '0') throw new Error('stuck');
  });
  await until(() => new Set(bench.invocations.flat()).size > 10, { clock: bench.clock, stepMs: 5 });
  await first.stop();
  bench.invocations.length = 0;
  await (await bench.start(mapping, () => {})).idle();
  expect(new Set(bench.invocations.flat())).toEqual(new Set(numbered(20)));
});

it('splits a batch that would exceed 6 MB', async () => {
  const large = Buffer.alloc(1_000_000, 'x').toString();
  bench.append(Array.from({ length: 6 }, () => large));
  await (await bench.start(FROM_START, () => {})).idle();
  expect(bench.invocations.map(({ length }) => length)).toEqual([4, 2]);
});

it('delivers only what a filter pattern matches, and passes over the rest for good', async () => {
  bench.append(['{"type":"a","n":1}', '{"type":"b","n":2}', 'no json', '{"type":"a","n":3}']);
  const pattern = { data: { type: ['a'], n: [{ numeric: ['>', 0] }] } };
  const mapping = {
    ...FROM_START,
    FilterCriteria: { Filters: [{ Pattern: JSON.stringify(pattern) }] },
  };
  await (await bench.start(mapping, () => {})).idle();
  expect(bench.invocations).toEqual([['{"type":"a","n":1}', '{"type":"a","n":3}']]);
  await (await bench.start(mapping, () => {})).idle();
  expect(bench.invocations).toHaveLength(1);
});

it('delivers nothing while paused and everything after', async () => {
  const sources = await bench.start(FROM_START, () => {});
  sources.pause('consumer');
  bench.append(['a']);
  await sleep(20);
  await sources.idle();
  expect(bench.invocations).toEqual([]);
  sources.resume('consumer');
  await sources.idle();
  expect(bench.invocations).toEqual([['a']]);
});

it('works the parent of a split shard to its end before the children, restarts included', async () => {
  const split = () =>
    bench.kinesis.handle({
      service: 'kinesis',
      operation: 'SplitShard',
      input: {
        StreamName: STREAM,
        ShardToSplit: 'shardId-000000000000',
        NewStartingHashKey: String(1n << 127n),
      },
      http: {
        method: 'POST',
        path: '/',
        query: new URLSearchParams(),
        headers: {},
        body: Buffer.alloc(0),
      },
    });
  bench.append(numbered(6));
  const first = await bench.start({ ...FROM_START, BatchSize: 1 }, () => sleep(1));
  await split();
  bench.append(numbered(6, 6));
  await until(() => bench.invocations.length > 2, { clock: bench.clock, stepMs: 0 });
  await first.stop();
  await (await bench.start({ ...FROM_START, BatchSize: 1 }, () => {})).idle();
  expect(bench.invocations.flat()).toEqual(numbered(12));
  bench.append(['12']);
  await (await bench.start({ ...FROM_START, BatchSize: 1 }, () => {})).idle();
  expect(bench.invocations.flat()).toEqual(numbered(13));
});

it.each([
  ['a tumbling window', { TumblingWindowInSeconds: 10 }, 'tumbling windows'],
  ['a timestamp to start at', { StartingPosition: 'AT_TIMESTAMP' }, 'AT_TIMESTAMP'],
  [
    'an unknown filter operator',
    { FilterCriteria: { Filters: [{ Pattern: '{"data":[{"cidr":"10.0.0.0/8"}]}' }] } },
    'cidr',
  ],
  [
    'a destination that does not exist',
    { DestinationConfig: { OnFailure: { Destination: 'arn:aws:sqs:us-east-1:0:none' } } },
    'queue does not exist',
  ],
  ['a function that does not exist', { FunctionName: 'other' }, 'function that does not exist'],
  [
    'a stream that does not exist',
    { EventSourceArn: STREAM_ARN.replace('messages', 'other') },
    'event source does not exist',
  ],
])('refuses to start with %s', async (_, properties, message) => {
  await expect(bench.start({ ...FROM_START, ...properties }, () => {})).rejects.toThrow(message);
});

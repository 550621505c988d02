import { setTimeout as sleep } from 'node:timers/promises';
import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { EventSources } from '../../local/event-sources/event-sources.ts';
import { startSmallCloud } from './event-sources.cloud.ts';
import {
  FAILURES_ARN,
  failures,
  openWorkbench,
  QUARANTINE,
  type SeenRecord,
  STREAM,
  STREAM_ARN,
  textOf,
  type Workbench,
} from './event-sources.workbench.ts';

const HOUR = 3_600_000;
const FROM_START = { EventSourceArn: STREAM_ARN, StartingPosition: 'TRIM_HORIZON' };
const REPORTS = { FunctionResponseTypes: ['ReportBatchItemFailures'] };
const TO_BUCKET = {
  DestinationConfig: { OnFailure: { Destination: `arn:aws:s3:::${QUARANTINE}` } },
};

let bench: Workbench;

beforeEach(() => {
  bench = openWorkbench();
});

afterEach(() => bench.close());

const numbered = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => String(index + from));

/** Waits for something, moving the clock on when it hangs on that. */
async function until(condition: () => boolean, stepMs = 0): Promise<void> {
  while (!condition()) {
    bench.clock.advance(stepMs);
    await sleep(2);
  }
}

/** Waits until all is delivered while the clock runs, so that delays between attempts end. */
async function idleWhileTicking(sources: EventSources): Promise<void> {
  let idle = false;
  const done = sources.idle().then(() => {
    idle = true;
  });
  await until(() => idle, 5);
  await done;
}

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
  await until(() => bench.invocations.length > 0);
  await first.stop();
  const before = bench.invocations.length;
  await (await bench.start(FROM_START, () => {})).idle();
  expect(bench.invocations.slice(before)).toEqual([['a']]);
});

it('retries from the lowest failed sequence number and repeats what comes after it', async () => {
  let attempts = 0;
  bench.append(numbered(5));
  const sources = await bench.start({ ...FROM_START, ...REPORTS }, (records) => {
    attempts += 1;
    if (attempts > 1) return { batchItemFailures: [] };
    return failures(records.filter((record) => ['4', '2'].includes(textOf(record))));
  });
  await idleWhileTicking(sources);
  expect(bench.invocations).toEqual([numbered(5), ['2', '3', '4']]);
});

it.each([
  ['null', null],
  ['an empty object', {}],
  ['a null list', { batchItemFailures: null }],
  ['an empty list', { batchItemFailures: [] }],
])('takes %s as the success of the whole batch', async (_, response) => {
  bench.append(['a', 'b']);
  const sources = await bench.start({ ...FROM_START, ...REPORTS }, () => response);
  await sources.idle();
  expect(bench.invocations).toEqual([['a', 'b']]);
});

it.each([
  ['an unknown identifier', [{ itemIdentifier: '123' }]],
  ['an empty identifier', [{ itemIdentifier: '' }]],
  ['a wrong key name', [{ identifier: '123' }]],
])('takes %s as the failure of the whole batch', async (_, batchItemFailures) => {
  let attempts = 0;
  bench.append(['a', 'b']);
  const sources = await bench.start({ ...FROM_START, ...REPORTS }, () => {
    attempts += 1;
    return attempts === 1 ? { batchItemFailures } : null;
  });
  await idleWhileTicking(sources);
  expect(bench.invocations).toEqual([
    ['a', 'b'],
    ['a', 'b'],
  ]);
});

it('ignores reported failures when the mapping does not ask for them', async () => {
  bench.append(['a']);
  const sources = await bench.start(FROM_START, (records) => failures(records));
  await sources.idle();
  expect(bench.invocations).toEqual([['a']]);
});

it('isolates 2 poisoned records of 60 by bisecting: 58 are handled in order, 2 are in the bucket', async () => {
  const handled: string[] = [];
  bench.append(numbered(60));
  const mapping = {
    ...FROM_START,
    ...TO_BUCKET,
    BisectBatchOnFunctionError: true,
    MaximumRetryAttempts: 1,
  };
  const sources = await bench.start(mapping, (records) => {
    const texts = records.map(textOf);
    if (texts.includes('17') || texts.includes('42')) throw new Error('poison');
    handled.push(...texts);
  });
  await idleWhileTicking(sources);
  expect(handled).toEqual(numbered(60).filter((text) => text !== '17' && text !== '42'));
  const kept = bench.quarantined();
  expect(kept.map(({ text }) => text).sort()).toEqual(['17', '42']);
});

it('writes the whole invocation record to a bucket under the path Lambda uses', async () => {
  bench.append(['bad']);
  const mapping = { ...FROM_START, ...TO_BUCKET, MaximumRetryAttempts: 2 };
  const sources = await bench.start(mapping, () => {
    throw new Error('no');
  });
  await idleWhileTicking(sources);
  const [kept] = bench.quarantined();
  expect(kept?.key).toMatch(
    /^aws\/lambda\/[0-9a-f-]{36}\/shardId-000000000000\/2026\/01\/15\/2026-01-15T12\.00\.\d\d-[0-9a-f-]{36}$/,
  );
  expect(kept?.record).toMatchObject({
    version: '1.0',
    timestamp: expect.stringMatching(/^2026-01-15T12:00:\d\d\.\d{3}Z$/),
    requestContext: {
      requestId: 'request-3',
      functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:consumer',
      condition: 'RetryAttemptsExhausted',
      approximateInvokeCount: 3,
    },
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    KinesisBatchInfo: {
      shardId: 'shardId-000000000000',
      startSequenceNumber: expect.stringMatching(/^49\d{54}$/),
      endSequenceNumber: expect.stringMatching(/^49\d{54}$/),
      approximateArrivalOfFirstRecord: '2026-01-15T12:00:00.000Z',
      batchSize: 1,
      streamArn: STREAM_ARN,
    },
  });
});

it('sends a queue only where to find what it gave up, and goes on', async () => {
  bench.append(['bad', 'bad too']);
  const mapping = {
    ...FROM_START,
    MaximumRetryAttempts: 0,
    DestinationConfig: { OnFailure: { Destination: FAILURES_ARN } },
  };
  const sources = await bench.start(mapping, (records) => {
    if (records.some((record) => textOf(record).startsWith('bad'))) throw new Error('no');
  });
  await sources.idle();
  bench.append(['good']);
  await sources.idle();
  const [message] = bench.sqs.store.receive(bench.sqs.queue(FAILURES_ARN), 10, 1000);
  const record = JSON.parse(message?.body ?? '');
  expect(record.KinesisBatchInfo.batchSize).toBe(2);
  expect(record).not.toHaveProperty('payload');
  expect(bench.invocations).toEqual([['bad', 'bad too'], ['good']]);
});

it('gives up records beyond the maximum age, unattempted ones too', async () => {
  bench.append(['old']);
  bench.clock.advance(61_000);
  bench.append(['young']);
  const mapping = { ...FROM_START, ...TO_BUCKET, MaximumRecordAgeInSeconds: 60 };
  await (await bench.start(mapping, () => {})).idle();
  expect(bench.invocations).toEqual([['young']]);
  const [kept] = bench.quarantined();
  expect(kept?.text).toBe('old');
  expect(kept?.record).toMatchObject({ requestContext: { condition: 'RecordAgeExceeded' } });
});

it('retries without end by default, in order, until the records expire from the stream', async () => {
  let broken = true;
  bench.append(['first']);
  const sources = await bench.start({ ...FROM_START, ...TO_BUCKET }, (records) => {
    if (broken && textOf(records[0] as SeenRecord) === 'first') throw new Error('outage');
  });
  await until(() => bench.invocations.length > 20, 10);
  bench.clock.advance(HOUR);
  bench.append(['second']);
  bench.clock.advance(70 * HOUR);
  await until(() => bench.invocations.length > 25, 10);
  expect(bench.invocations.flat()).not.toContain('second');
  await until(() => bench.invocations.flat().includes('second'), 60_000);
  broken = false;
  await sources.idle();
  expect(bench.quarantined()).toEqual([]);
  expect(bench.invocations.at(-1)).toEqual(['second']);
});

it('loses nothing and keeps the order when the function recovers', async () => {
  let failuresLeft = 5;
  const handled: string[] = [];
  bench.append(numbered(10));
  const sources = await bench.start({ ...FROM_START, BatchSize: 4 }, (records) => {
    if (failuresLeft > 0) {
      failuresLeft -= 1;
      throw new Error('outage');
    }
    handled.push(...records.map(textOf));
  });
  await idleWhileTicking(sources);
  expect(handled).toEqual(numbered(10));
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
  await until(() => new Set(bench.invocations.flat()).size > 10, 5);
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
  await until(() => bench.invocations.length > 2);
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

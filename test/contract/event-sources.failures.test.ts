import { afterEach, beforeEach, expect, it } from 'vitest';
import { idleWhileTicking, numbered, until } from './event-sources.waiting.ts';
import {
  FAILURES_ARN,
  failures,
  openWorkbench,
  QUARANTINE,
  type SeenRecord,
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

it('retries from the lowest failed sequence number and repeats what comes after it', async () => {
  let attempts = 0;
  bench.append(numbered(5));
  const sources = await bench.start({ ...FROM_START, ...REPORTS }, (records) => {
    attempts += 1;
    if (attempts > 1) return { batchItemFailures: [] };
    return failures(records.filter((record) => ['4', '2'].includes(textOf(record))));
  });
  await idleWhileTicking(sources, { clock: bench.clock, stepMs: 5 });
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
  await idleWhileTicking(sources, { clock: bench.clock, stepMs: 5 });
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
  await idleWhileTicking(sources, { clock: bench.clock, stepMs: 5 });
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
  await idleWhileTicking(sources, { clock: bench.clock, stepMs: 5 });
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
  await until(() => bench.invocations.length > 20, { clock: bench.clock, stepMs: 10 });
  bench.clock.advance(HOUR);
  bench.append(['second']);
  bench.clock.advance(70 * HOUR);
  await until(() => bench.invocations.length > 25, { clock: bench.clock, stepMs: 10 });
  expect(bench.invocations.flat()).not.toContain('second');
  await until(() => bench.invocations.flat().includes('second'), {
    clock: bench.clock,
    stepMs: 60_000,
  });
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
  await idleWhileTicking(sources, { clock: bench.clock, stepMs: 5 });
  expect(handled).toEqual(numbered(10));
});

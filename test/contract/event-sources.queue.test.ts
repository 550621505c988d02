import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { idleWhileTicking } from './event-sources.waiting.ts';
import {
  FAILURES_ARN,
  failures,
  openWorkbench,
  textOf,
  WORK_ARN,
  type Workbench,
} from './event-sources.workbench.ts';

const MAPPING = { EventSourceArn: WORK_ARN };
const REPORTS = { FunctionResponseTypes: ['ReportBatchItemFailures'] };

let bench: Workbench;

beforeEach(() => {
  bench = openWorkbench();
});

afterEach(() => bench.close());

function send(...texts: string[]): void {
  const queue = bench.sqs.queue(WORK_ARN);
  for (const body of texts) bench.sqs.store.send(queue, { body });
}

const deadLetters = () =>
  bench.sqs.store.receive(bench.sqs.queue(FAILURES_ARN), 10, 1000).map(({ body }) => body);

it('delivers messages in the shape Lambda gives them and deletes them after success', async () => {
  bench.sqs.store.send(bench.sqs.queue(WORK_ARN), {
    body: 'hello',
    attributes: { kind: { DataType: 'String', StringValue: 'test' } },
  });
  let seen: unknown;
  const sources = await bench.start(MAPPING, ([record]) => {
    seen = record;
  });
  await sources.idle();
  expect(seen).toEqual({
    messageId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    receiptHandle: expect.any(String),
    body: 'hello',
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: String(bench.clock.now()),
      SenderId: expect.any(String),
      ApproximateFirstReceiveTimestamp: String(bench.clock.now()),
    },
    messageAttributes: {
      kind: {
        stringValue: 'test',
        stringListValues: [],
        binaryListValues: [],
        dataType: 'String',
      },
    },
    md5OfBody: '5d41402abc4b2a76b9719d911017c592',
    eventSource: 'aws:sqs',
    eventSourceARN: WORK_ARN,
    awsRegion: 'us-east-1',
  });
  expect(bench.sqs.store.counts(bench.sqs.queue(WORK_ARN)).visible).toBe(0);
});

it('wakes when a message arrives and when a delayed one becomes visible', async () => {
  const sources = await bench.start(MAPPING, () => {});
  send('a');
  await sources.idle();
  bench.sqs.store.send(bench.sqs.queue(WORK_ARN), { body: 'later', delaySeconds: 60 });
  await idleWhileTicking(sources, { clock: bench.clock, stepMs: 5000 });
  expect(bench.invocations).toEqual([['a'], ['later']]);
});

it('tries failed messages again and moves them to the dead-letter queue after maxReceiveCount', async () => {
  send('good', 'bad');
  const sources = await bench.start({ ...MAPPING, BatchSize: 1 }, ([record]) => {
    if (record && textOf(record) === 'bad') throw new Error('no');
  });
  await idleWhileTicking(sources, { clock: bench.clock, stepMs: 5000 });
  expect(bench.invocations.flat().sort()).toEqual(['bad', 'bad', 'good']);
  expect(deadLetters()).toEqual(['bad']);
});

it('deletes what a partial response does not name, and tries again only what it names', async () => {
  send('a', 'b', 'c');
  const sources = await bench.start({ ...MAPPING, ...REPORTS }, (records) =>
    failures(records.filter((record) => textOf(record) === 'b')),
  );
  await idleWhileTicking(sources, { clock: bench.clock, stepMs: 5000 });
  expect(bench.invocations).toEqual([['a', 'b', 'c'], ['b']]);
  expect(deadLetters()).toEqual(['b']);
});

it('takes an unknown identifier as the failure of the whole batch', async () => {
  send('a', 'b');
  const sources = await bench.start({ ...MAPPING, ...REPORTS }, () => ({
    batchItemFailures: [{ itemIdentifier: 'other' }],
  }));
  await idleWhileTicking(sources, { clock: bench.clock, stepMs: 5000 });
  expect(deadLetters().sort()).toEqual(['a', 'b']);
});

it('collects a batch for the batching window', async () => {
  const mapping = { ...MAPPING, BatchSize: 100, MaximumBatchingWindowInSeconds: 10 };
  const concurrency = { ScalingConfig: { MaximumConcurrency: 1 } };
  send('a');
  const sources = await bench.start({ ...mapping, ...concurrency }, () => {});
  await sleep(30);
  send('b');
  await sleep(30);
  expect(bench.invocations).toEqual([]);
  bench.clock.advance(10_000);
  await sources.idle();
  expect(bench.invocations).toEqual([['a', 'b']]);
});

it('deletes messages no filter pattern matches', async () => {
  send('{"kind":"a"}', '{"kind":"b"}', 'text');
  const FilterCriteria = { Filters: [{ Pattern: '{"body":{"kind":["b"]}}' }] };
  const sources = await bench.start({ ...MAPPING, FilterCriteria }, () => {});
  await sources.idle();
  expect(bench.invocations).toEqual([['{"kind":"b"}']]);
});

it('delivers nothing while paused and everything after', async () => {
  const sources = await bench.start(MAPPING, () => {});
  sources.pause('consumer');
  send('a');
  await sleep(20);
  await sources.idle();
  expect(bench.invocations).toEqual([]);
  sources.resume('consumer');
  await sources.idle();
  expect(bench.invocations).toEqual([['a']]);
});

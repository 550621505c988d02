import { GetRecordsCommand, PutRecordCommand, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { evenHashRanges, hashKeyOf } from '../../local/kinesis/hash-range.ts';
import { type KinesisWorkbench, openKinesis, StreamARN, StreamName } from './kinesis.workbench.ts';

let bench: KinesisWorkbench;

beforeEach(async () => {
  bench = await openKinesis();
});

afterEach(() => bench.close());

it('puts a record by its partition key into the shard that holds its MD5', async () => {
  const { ShardId, SequenceNumber } = await bench.kinesis.send(
    new PutRecordCommand({ StreamName, PartitionKey: 'ann', Data: Buffer.from('x') }),
  );
  const [first] = evenHashRanges(2);
  const inFirst = first !== undefined && hashKeyOf('ann') <= first.end;
  expect(ShardId).toBe(inFirst ? 'shardId-000000000000' : 'shardId-000000000001');
  expect(SequenceNumber).toMatch(/^49\d{54}$/);
});

it('spreads explicit hash keys over the shards and returns every record unchanged', async () => {
  const last = String((1n << 128n) - 1n);
  const { FailedRecordCount, Records } = await bench.kinesis.send(
    new PutRecordsCommand({
      StreamName,
      Records: [
        { PartitionKey: 'b0', ExplicitHashKey: '0', Data: Buffer.from([0, 255, 31, 139]) },
        { PartitionKey: 'b1', ExplicitHashKey: last, Data: Buffer.from('second') },
      ],
    }),
  );
  expect(FailedRecordCount).toBe(0);
  expect(Records?.map(({ ShardId }) => ShardId)).toEqual([
    'shardId-000000000000',
    'shardId-000000000001',
  ]);
  expect(await bench.read({ type: 'TRIM_HORIZON', ShardId: 'shardId-000000000001' })).toEqual([
    'second',
  ]);
  const ShardIterator = await bench.iterator('TRIM_HORIZON');
  const { Records: stored } = await bench.kinesis.send(new GetRecordsCommand({ ShardIterator }));
  expect(stored).toMatchObject([
    { PartitionKey: 'b0', SequenceNumber: Records?.[0]?.SequenceNumber },
  ]);
  expect([...(stored?.[0]?.Data ?? [])]).toEqual([0, 255, 31, 139]);
  expect(stored?.[0]?.ApproximateArrivalTimestamp).toEqual(new Date(bench.clock.now()));
});

it('starts at each of the five iterator types', async () => {
  const sequences: (string | undefined)[] = [];
  const times: Date[] = [];
  for (const text of ['a', 'b', 'c']) {
    times.push(new Date(bench.clock.now()));
    sequences.push((await bench.put(text)).SequenceNumber);
    bench.clock.advance(1000);
  }
  const sequence = sequences[1];
  expect(await bench.read({ type: 'TRIM_HORIZON' })).toEqual(['a', 'b', 'c']);
  expect(await bench.read({ type: 'AT_SEQUENCE_NUMBER', sequence })).toEqual(['b', 'c']);
  expect(await bench.read({ type: 'AFTER_SEQUENCE_NUMBER', sequence })).toEqual(['c']);
  expect(await bench.read({ type: 'AT_TIMESTAMP', at: times[2] })).toEqual(['c']);
  expect(await bench.read({ type: 'LATEST' })).toEqual([]);
});

it('pages with the next iterator and says how far behind the newest record it is', async () => {
  for (const text of ['a', 'b', 'c']) await bench.put(text);
  bench.clock.advance(5000);
  const ShardIterator = await bench.iterator('TRIM_HORIZON');
  const first = await bench.kinesis.send(new GetRecordsCommand({ ShardIterator, Limit: 2 }));
  expect(first.Records?.length).toBe(2);
  expect(first.MillisBehindLatest).toBe(5000);
  const second = await bench.kinesis.send(
    new GetRecordsCommand({ ShardIterator: first.NextShardIterator }),
  );
  expect(second.Records?.length).toBe(1);
  expect(second.MillisBehindLatest).toBe(0);
  await bench.put('d');
  const third = await bench.kinesis.send(
    new GetRecordsCommand({ ShardIterator: second.NextShardIterator }),
  );
  expect(third.Records?.length).toBe(1);
});

it('refuses an iterator older than five minutes', async () => {
  const ShardIterator = await bench.iterator('LATEST');
  bench.clock.advance(300_001);
  await expect(bench.kinesis.send(new GetRecordsCommand({ ShardIterator }))).rejects.toMatchObject({
    name: 'ExpiredIteratorException',
  });
});

it('reports single failed records of a batch and keeps the others in order', async () => {
  bench.service.failRecords(({ partitionKey }) =>
    partitionKey === 'bad' ? 'ProvisionedThroughputExceededException' : undefined,
  );
  const { FailedRecordCount, Records } = await bench.kinesis.send(
    new PutRecordsCommand({
      StreamName,
      Records: ['one', 'bad', 'two'].map((PartitionKey) => ({
        PartitionKey,
        ExplicitHashKey: '0',
        Data: Buffer.from(PartitionKey),
      })),
    }),
  );
  expect(FailedRecordCount).toBe(1);
  expect(Records?.map((record) => record.ErrorCode)).toEqual([
    undefined,
    'ProvisionedThroughputExceededException',
    undefined,
  ]);
  expect(await bench.read({ type: 'TRIM_HORIZON' })).toEqual(['one', 'two']);
});

it('fails when a batch has more than 500 records, a record more than 1 MiB, or the batch more than 10 MiB', async () => {
  const entry = (size: number) => ({ PartitionKey: 'p', Data: Buffer.alloc(size) });
  const send = (Records: { PartitionKey: string; Data: Buffer }[]) =>
    bench.kinesis.send(new PutRecordsCommand({ StreamName, Records }));
  await expect(send(Array.from({ length: 501 }, () => entry(1)))).rejects.toMatchObject({
    name: 'ValidationException',
  });
  await expect(send([entry(1024 * 1024)])).rejects.toMatchObject({ name: 'ValidationException' });
  const many = Array.from({ length: 11 }, () => entry(1024 * 1024 - 1));
  await expect(send(many)).rejects.toMatchObject({ name: 'InvalidArgumentException' });
});

it('fails with the name of a stream that does not exist', async () => {
  const attempt = bench.kinesis.send(
    new PutRecordCommand({ StreamName: 'nope', PartitionKey: 'p', Data: Buffer.from('x') }),
  );
  await expect(attempt).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

it('counts payload units of 25 KiB per record', async () => {
  bench.cloud.takeUsage();
  await bench.kinesis.send(
    new PutRecordsCommand({
      StreamName,
      Records: [10, 25 * 1024 - 1, 25 * 1024].map((size) => ({
        PartitionKey: 'p',
        Data: Buffer.alloc(size),
      })),
    }),
  );
  expect(bench.cloud.takeUsage()).toEqual({ kinesisRequests: 1, kinesisPutUnits: 4 });
});

it('asks for the permission of the operation on the ARN of the stream', () => {
  const call = (operation: string, input: Record<string, unknown>) =>
    bench.service.authorize({
      service: 'kinesis',
      operation,
      input,
      http: {
        method: 'POST',
        path: '/',
        query: new URLSearchParams(),
        headers: {},
        body: Buffer.alloc(0),
      },
    });
  expect(call('PutRecords', { StreamName })).toEqual([
    { action: 'kinesis:PutRecords', resource: StreamARN },
  ]);
  expect(call('ListShards', { StreamARN })).toEqual([
    { action: 'kinesis:ListShards', resource: StreamARN },
  ]);
});

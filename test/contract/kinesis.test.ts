import {
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  KinesisClient,
  ListShardsCommand,
  PutRecordCommand,
  PutRecordsCommand,
  SplitShardCommand,
} from '@aws-sdk/client-kinesis';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { evenHashRanges, hashKeyOf } from '../../local/kinesis/hash-range.ts';
import { createKinesisService, type KinesisService } from '../../local/kinesis/kinesis-service.ts';
import { sequenceNumber } from '../../local/kinesis/sequence-number.ts';
import {
  ManualClock,
  openWorkplace,
  type SmallCloud,
  startSmallCloud,
  type Workplace,
} from './event-sources.cloud.ts';

const StreamName = 'messages';
const StreamARN = 'arn:aws:kinesis:us-east-1:000000000000:stream/messages';
const HOUR = 3_600_000;

let workplace: Workplace;
let clock: ManualClock;
let service: KinesisService;
let cloud: SmallCloud;
let kinesis: KinesisClient;

beforeEach(async () => {
  workplace = openWorkplace();
  clock = new ManualClock();
  service = open(2);
  cloud = await startSmallCloud(workplace, [service]);
  kinesis = new KinesisClient(cloud.client);
});

afterEach(async () => {
  kinesis.destroy();
  await cloud.close();
});

function open(ShardCount: number): KinesisService {
  const opened = createKinesisService({ ...workplace, clock });
  opened.provision({
    stack: 'data',
    logicalId: 'Messages',
    type: 'AWS::Kinesis::Stream',
    physicalName: StreamName,
    properties: { ShardCount, RetentionPeriodHours: 72 },
  });
  return opened;
}

const put = (text: string, ExplicitHashKey = '0') =>
  kinesis.send(
    new PutRecordCommand({
      StreamName,
      PartitionKey: 'b1',
      ExplicitHashKey,
      Data: Buffer.from(text),
    }),
  );

async function read(from: { type: string; sequence?: string; at?: Date; shard?: number }) {
  const { ShardIterator } = await kinesis.send(
    new GetShardIteratorCommand({
      StreamARN,
      ShardId: `shardId-00000000000${from.shard ?? 0}`,
      ShardIteratorType: from.type as 'LATEST',
      StartingSequenceNumber: from.sequence,
      Timestamp: from.at,
    }),
  );
  const output = await kinesis.send(new GetRecordsCommand({ ShardIterator }));
  return (output.Records ?? []).map(({ Data }) => Buffer.from(Data ?? '').toString());
}

it('puts a record by its partition key into the shard that holds its MD5', async () => {
  const { ShardId, SequenceNumber } = await kinesis.send(
    new PutRecordCommand({ StreamName, PartitionKey: 'ann', Data: Buffer.from('x') }),
  );
  const [first] = evenHashRanges(2);
  const inFirst = first !== undefined && hashKeyOf('ann') <= first.end;
  expect(ShardId).toBe(inFirst ? 'shardId-000000000000' : 'shardId-000000000001');
  expect(SequenceNumber).toMatch(/^49\d{54}$/);
});

it('spreads explicit hash keys over the shards and returns every record unchanged', async () => {
  const last = String((1n << 128n) - 1n);
  const { FailedRecordCount, Records } = await kinesis.send(
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
  expect(await read({ type: 'TRIM_HORIZON', shard: 1 })).toEqual(['second']);
  const { ShardIterator } = await kinesis.send(
    new GetShardIteratorCommand({
      StreamName,
      ShardId: 'shardId-000000000000',
      ShardIteratorType: 'TRIM_HORIZON',
    }),
  );
  const { Records: stored } = await kinesis.send(new GetRecordsCommand({ ShardIterator }));
  expect(stored).toMatchObject([
    { PartitionKey: 'b0', SequenceNumber: Records?.[0]?.SequenceNumber },
  ]);
  expect([...(stored?.[0]?.Data ?? [])]).toEqual([0, 255, 31, 139]);
  expect(stored?.[0]?.ApproximateArrivalTimestamp).toEqual(new Date(clock.now()));
});

it('starts at each of the five iterator types', async () => {
  const sequences: (string | undefined)[] = [];
  const times: Date[] = [];
  for (const text of ['a', 'b', 'c']) {
    times.push(new Date(clock.now()));
    sequences.push((await put(text)).SequenceNumber);
    clock.advance(1000);
  }
  const sequence = sequences[1];
  expect(await read({ type: 'TRIM_HORIZON' })).toEqual(['a', 'b', 'c']);
  expect(await read({ type: 'AT_SEQUENCE_NUMBER', sequence })).toEqual(['b', 'c']);
  expect(await read({ type: 'AFTER_SEQUENCE_NUMBER', sequence })).toEqual(['c']);
  expect(await read({ type: 'AT_TIMESTAMP', at: times[2] })).toEqual(['c']);
  expect(await read({ type: 'LATEST' })).toEqual([]);
});

it('pages with the next iterator and says how far behind the newest record it is', async () => {
  for (const text of ['a', 'b', 'c']) await put(text);
  clock.advance(5000);
  const { ShardIterator } = await kinesis.send(
    new GetShardIteratorCommand({
      StreamName,
      ShardId: 'shardId-000000000000',
      ShardIteratorType: 'TRIM_HORIZON',
    }),
  );
  const first = await kinesis.send(new GetRecordsCommand({ ShardIterator, Limit: 2 }));
  expect(first.Records?.length).toBe(2);
  expect(first.MillisBehindLatest).toBe(5000);
  const second = await kinesis.send(
    new GetRecordsCommand({ ShardIterator: first.NextShardIterator }),
  );
  expect(second.Records?.length).toBe(1);
  expect(second.MillisBehindLatest).toBe(0);
  await put('d');
  const third = await kinesis.send(
    new GetRecordsCommand({ ShardIterator: second.NextShardIterator }),
  );
  expect(third.Records?.length).toBe(1);
});

it('refuses an iterator older than five minutes', async () => {
  const { ShardIterator } = await kinesis.send(
    new GetShardIteratorCommand({
      StreamName,
      ShardId: 'shardId-000000000000',
      ShardIteratorType: 'LATEST',
    }),
  );
  clock.advance(300_001);
  await expect(kinesis.send(new GetRecordsCommand({ ShardIterator }))).rejects.toMatchObject({
    name: 'ExpiredIteratorException',
  });
});

it('reports single failed records of a batch and keeps the others in order', async () => {
  service.failRecords(({ partitionKey }) =>
    partitionKey === 'bad' ? 'ProvisionedThroughputExceededException' : undefined,
  );
  const { FailedRecordCount, Records } = await kinesis.send(
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
  expect(await read({ type: 'TRIM_HORIZON' })).toEqual(['one', 'two']);
});

it('fails when a batch has more than 500 records, a record more than 1 MiB, or the batch more than 10 MiB', async () => {
  const entry = (size: number) => ({ PartitionKey: 'p', Data: Buffer.alloc(size) });
  const send = (Records: { PartitionKey: string; Data: Buffer }[]) =>
    kinesis.send(new PutRecordsCommand({ StreamName, Records }));
  await expect(send(Array.from({ length: 501 }, () => entry(1)))).rejects.toMatchObject({
    name: 'ValidationException',
  });
  await expect(send([entry(1024 * 1024)])).rejects.toMatchObject({ name: 'ValidationException' });
  const many = Array.from({ length: 11 }, () => entry(1024 * 1024 - 1));
  await expect(send(many)).rejects.toMatchObject({ name: 'InvalidArgumentException' });
});

it('fails with the name of a stream that does not exist', async () => {
  const attempt = kinesis.send(
    new PutRecordCommand({ StreamName: 'nope', PartitionKey: 'p', Data: Buffer.from('x') }),
  );
  await expect(attempt).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

it('counts payload units of 25 KiB per record', async () => {
  cloud.takeUsage();
  await kinesis.send(
    new PutRecordsCommand({
      StreamName,
      Records: [10, 25 * 1024 - 1, 25 * 1024].map((size) => ({
        PartitionKey: 'p',
        Data: Buffer.alloc(size),
      })),
    }),
  );
  expect(cloud.takeUsage()).toEqual({ kinesisRequests: 1, kinesisPutUnits: 4 });
});

it('stops giving out records at the end of the retention', async () => {
  await put('old');
  clock.advance(72 * HOUR - 1);
  await put('new');
  expect(await read({ type: 'TRIM_HORIZON' })).toEqual(['old', 'new']);
  clock.advance(1);
  expect(await read({ type: 'TRIM_HORIZON' })).toEqual(['new']);
});

it('keeps records and rising sequence numbers when the service is opened again, even after all records expired', async () => {
  const before = await put('before');
  clock.advance(73 * HOUR);
  const again = open(2).store;
  const stream = again.stream(StreamName);
  const [shard] = again.shards.of(StreamName);
  if (!stream || !shard) throw new Error('the stream is gone');
  const [counter = 0] = again.append(stream, [
    { shard, partitionKey: 'b1', data: Buffer.from('after') },
  ]);
  const after = sequenceNumber(shard, counter);
  expect(BigInt(after)).toBeGreaterThan(BigInt(before.SequenceNumber ?? 0));
});

it('splits a shard: the parent ends, its children come after it', async () => {
  const before = await put('parent');
  const half = String((1n << 126n).toString());
  await kinesis.send(
    new SplitShardCommand({
      StreamName,
      ShardToSplit: 'shardId-000000000000',
      NewStartingHashKey: half,
    }),
  );
  const after = await put('child');
  expect(after.ShardId).toBe('shardId-000000000002');
  expect(BigInt(after.SequenceNumber ?? 0)).toBeGreaterThan(BigInt(before.SequenceNumber ?? 0));
  const { Shards } = await kinesis.send(new ListShardsCommand({ StreamARN }));
  expect(Shards?.map(({ ParentShardId }) => ParentShardId)).toEqual([
    undefined,
    undefined,
    'shardId-000000000000',
    'shardId-000000000000',
  ]);
  const { ShardIterator } = await kinesis.send(
    new GetShardIteratorCommand({
      StreamName,
      ShardId: 'shardId-000000000000',
      ShardIteratorType: 'TRIM_HORIZON',
    }),
  );
  const end = await kinesis.send(new GetRecordsCommand({ ShardIterator }));
  expect(end.NextShardIterator).toBeUndefined();
  expect(end.ChildShards?.map(({ ShardId }) => ShardId)).toEqual([
    'shardId-000000000002',
    'shardId-000000000003',
  ]);
  const { StreamDescriptionSummary } = await kinesis.send(
    new DescribeStreamSummaryCommand({ StreamName }),
  );
  expect(StreamDescriptionSummary?.OpenShardCount).toBe(3);
});

it('asks for the permission of the operation on the ARN of the stream', () => {
  const call = (operation: string, input: Record<string, unknown>) =>
    service.authorize({
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

it('fails loudly when a template changes the shard count of existing data', () => {
  expect(() => open(3)).toThrow('has 2 open shards and the template asks for 3');
});

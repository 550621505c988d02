import {
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  ListShardsCommand,
  MergeShardsCommand,
  SplitShardCommand,
} from '@aws-sdk/client-kinesis';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { sequenceNumber } from '../../local/kinesis/sequence-number.ts';
import { type KinesisWorkbench, openKinesis, StreamARN, StreamName } from './kinesis.workbench.ts';

const HOUR = 3_600_000;

let bench: KinesisWorkbench;

beforeEach(async () => {
  bench = await openKinesis();
});

afterEach(() => bench.close());

it('stops giving out records at the end of the retention', async () => {
  await bench.put('old');
  bench.clock.advance(72 * HOUR - 1);
  await bench.put('new');
  expect(await bench.read({ type: 'TRIM_HORIZON' })).toEqual(['old', 'new']);
  bench.clock.advance(1);
  expect(await bench.read({ type: 'TRIM_HORIZON' })).toEqual(['new']);
});

it('keeps records and rising sequence numbers when the service is opened again, even after all records expired', async () => {
  const before = await bench.put('before');
  bench.clock.advance(73 * HOUR);
  const again = bench.reopen(2).store;
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
  const before = await bench.put('parent');
  const half = String((1n << 126n).toString());
  await bench.kinesis.send(
    new SplitShardCommand({
      StreamName,
      ShardToSplit: 'shardId-000000000000',
      NewStartingHashKey: half,
    }),
  );
  const after = await bench.put('child');
  expect(after.ShardId).toBe('shardId-000000000002');
  expect(BigInt(after.SequenceNumber ?? 0)).toBeGreaterThan(BigInt(before.SequenceNumber ?? 0));
  const { Shards } = await bench.kinesis.send(new ListShardsCommand({ StreamARN }));
  expect(Shards?.map(({ ParentShardId }) => ParentShardId)).toEqual([
    undefined,
    undefined,
    'shardId-000000000000',
    'shardId-000000000000',
  ]);
  const ShardIterator = await bench.iterator('TRIM_HORIZON');
  const end = await bench.kinesis.send(new GetRecordsCommand({ ShardIterator }));
  expect(end.NextShardIterator).toBeUndefined();
  expect(end.ChildShards?.map(({ ShardId }) => ShardId)).toEqual([
    'shardId-000000000002',
    'shardId-000000000003',
  ]);
  const { StreamDescriptionSummary } = await bench.kinesis.send(
    new DescribeStreamSummaryCommand({ StreamName }),
  );
  expect(StreamDescriptionSummary?.OpenShardCount).toBe(3);
});

it('fails loudly when a template changes the shard count of existing data', () => {
  expect(() => bench.reopen(3)).toThrow('has 2 open shards and the template asks for 3');
});

it('merges neighbouring shards into one that comes after both', async () => {
  await bench.kinesis.send(
    new MergeShardsCommand({
      StreamName,
      ShardToMerge: 'shardId-000000000001',
      AdjacentShardToMerge: 'shardId-000000000000',
    }),
  );
  const { Shards } = await bench.kinesis.send(new ListShardsCommand({ StreamName }));
  expect(Shards?.[2]).toMatchObject({
    ShardId: 'shardId-000000000002',
    ParentShardId: 'shardId-000000000001',
    AdjacentParentShardId: 'shardId-000000000000',
    HashKeyRange: { StartingHashKey: '0', EndingHashKey: String((1n << 128n) - 1n) },
  });
  expect((await bench.put('x')).ShardId).toBe('shardId-000000000002');
});

import type { KinesisClient, PutRecordsCommand, PutRecordsOutput } from '@aws-sdk/client-kinesis';
import { describe, expect, it } from 'vitest';
import type { StreamRecord } from '../collect/pack-records.ts';
import { kinesisMessageStream } from './kinesis-message-stream.ts';

const record = (n: number, bytes = 10): StreamRecord => ({
  partitionKey: `b${n}`,
  explicitHashKey: String(n),
  data: new Uint8Array(bytes),
});

function aStream(isRefused: (partitionKey: string) => boolean = () => false) {
  const calls: string[][] = [];
  // The wire is covered by the journeys; here only what is asked for and how an answer is read.
  const client = {
    send: async ({ input }: PutRecordsCommand): Promise<Partial<PutRecordsOutput>> => {
      const keys = (input.Records ?? []).map(({ PartitionKey = '' }) => PartitionKey);
      calls.push(keys);
      const results = keys.map((key) =>
        isRefused(key)
          ? { ErrorCode: 'ProvisionedThroughputExceededException' }
          : { SequenceNumber: '1', ShardId: 'shardId-000000000000' },
      );
      const FailedRecordCount = results.filter((result) => 'ErrorCode' in result).length;
      return { FailedRecordCount, Records: results };
    },
  } as unknown as KinesisClient;
  return { stream: kinesisMessageStream({ client, streamName: 'messages' }), calls };
}

describe('kinesisMessageStream', () => {
  it('resolves with nothing when the stream took everything', async () => {
    const { stream, calls } = aStream();
    expect(await stream.put([record(1), record(2)])).toEqual([]);
    expect(calls).toEqual([['b1', 'b2']]);
  });

  it('resolves with exactly the records the stream refused', async () => {
    const { stream } = aStream((key) => key === 'b2');
    expect(await stream.put([record(1), record(2), record(3)])).toEqual([record(2)]);
  });

  it('splits calls at 500 records and at 4 MB', async () => {
    const { stream, calls } = aStream();
    await stream.put(Array.from({ length: 501 }, (_, n) => record(n)));
    await stream.put(Array.from({ length: 5 }, (_, n) => record(n, 900_000)));
    expect(calls.map((keys) => keys.length)).toEqual([500, 1, 4, 1]);
  });

  it('makes no call for no records', async () => {
    const { stream, calls } = aStream();
    await stream.put([]);
    expect(calls).toEqual([]);
  });
});

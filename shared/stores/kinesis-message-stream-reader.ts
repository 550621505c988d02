import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  InvalidArgumentException,
  type KinesisClient,
  ListShardsCommand,
  ProvisionedThroughputExceededException,
} from '@aws-sdk/client-kinesis';
import { BadRequestError } from '../kernel/errors.ts';
import type { MessageStreamReader, ReadFrom, StreamedRecord } from './message-stream-reader.ts';

/** A read by time may come back empty several times before it reaches the first record. */
const MAX_EMPTY_READS = 5;

/**
 * Looks at a Kinesis data stream. Needs `kinesis:ListShards`, `kinesis:GetShardIterator`,
 * `kinesis:GetRecords`. Throws `invalid_cursor` (400) for a sequence number the stream does not know.
 */
export function kinesisMessageStreamReader(options: {
  client: KinesisClient;
  streamName: string;
}): MessageStreamReader {
  const { client, streamName } = options;

  async function iteratorOf(shardId: string, from: ReadFrom): Promise<string | undefined> {
    const { ShardIterator } = await client.send(
      new GetShardIteratorCommand({ StreamName: streamName, ShardId: shardId, ...startOf(from) }),
    );
    return ShardIterator;
  }

  async function follow(first: string | undefined, limit: number): Promise<StreamedRecord[]> {
    let iterator = first;
    for (let reads = 0; iterator !== undefined && reads < MAX_EMPTY_READS; reads += 1) {
      const reply = await client.send(
        new GetRecordsCommand({ ShardIterator: iterator, Limit: limit }),
      );
      const records = (reply.Records ?? []).flatMap(({ SequenceNumber, Data }) =>
        SequenceNumber && Data ? [{ sequenceNumber: SequenceNumber, data: Data }] : [],
      );
      if (records.length > 0 || !reply.MillisBehindLatest) return records;
      iterator = reply.NextShardIterator;
    }
    return [];
  }

  return {
    async shardIds() {
      const ids: string[] = [];
      let NextToken: string | undefined;
      do {
        const page = await client.send(
          new ListShardsCommand(NextToken ? { NextToken } : { StreamName: streamName }),
        );
        ids.push(...(page.Shards ?? []).flatMap((shard) => shard.ShardId ?? []));
        NextToken = page.NextToken;
      } while (NextToken);
      return ids;
    },
    async read(shardId, { from, limit }) {
      try {
        return await follow(await iteratorOf(shardId, from), limit);
      } catch (error) {
        if (error instanceof ProvisionedThroughputExceededException) return [];
        throw error instanceof InvalidArgumentException ? unknownPosition(error) : error;
      }
    },
  };
}

function startOf(from: ReadFrom) {
  switch (from.kind) {
    case 'time':
      return { ShardIteratorType: 'AT_TIMESTAMP', Timestamp: new Date(from.at) } as const;
    case 'at':
      return {
        ShardIteratorType: 'AT_SEQUENCE_NUMBER',
        StartingSequenceNumber: from.sequenceNumber,
      } as const;
    case 'after':
      return {
        ShardIteratorType: 'AFTER_SEQUENCE_NUMBER',
        StartingSequenceNumber: from.sequenceNumber,
      } as const;
    default:
      return from satisfies never;
  }
}

function unknownPosition(cause: unknown): BadRequestError {
  return new BadRequestError('invalid_cursor', 'cursor is of another stream or too old', { cause });
}

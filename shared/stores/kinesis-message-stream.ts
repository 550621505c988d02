import { type KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { STREAM_LIMITS } from '../collect/limits.ts';
import type { StreamRecord } from '../collect/pack-records.ts';
import type { MessageStream } from './message-stream.ts';

/** Messages in a Kinesis data stream. Needs `kinesis:PutRecords`. */
export function kinesisMessageStream(options: {
  client: KinesisClient;
  streamName: string;
}): MessageStream {
  async function putChunk(records: readonly StreamRecord[]): Promise<readonly StreamRecord[]> {
    const { FailedRecordCount, Records } = await options.client.send(
      new PutRecordsCommand({
        StreamName: options.streamName,
        Records: records.map((record) => ({
          PartitionKey: record.partitionKey,
          ExplicitHashKey: record.explicitHashKey,
          Data: record.data,
        })),
      }),
    );
    if (!FailedRecordCount) return [];
    return records.filter((_, index) => Records?.[index]?.SequenceNumber === undefined);
  }

  return {
    async put(records) {
      const refused: StreamRecord[] = [];
      for (const chunk of chunksOf(records)) refused.push(...(await putChunk(chunk)));
      return refused;
    },
  };
}

function chunksOf(records: readonly StreamRecord[]): StreamRecord[][] {
  const chunks: StreamRecord[][] = [];
  let chunk: StreamRecord[] = [];
  let bytes = 0;
  for (const record of records) {
    const size = record.data.length + record.partitionKey.length;
    const isFull = chunk.length === STREAM_LIMITS.recordsPerPut;
    if (chunk.length > 0 && (isFull || bytes + size > STREAM_LIMITS.putBytes)) {
      chunks.push(chunk);
      chunk = [];
      bytes = 0;
    }
    chunk.push(record);
    bytes += size;
  }
  return chunk.length > 0 ? [...chunks, chunk] : chunks;
}

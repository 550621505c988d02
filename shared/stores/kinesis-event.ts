import type { KinesisStreamBatchResponse, KinesisStreamEvent } from 'aws-lambda';

/** One record of the messages stream. `arrivedAt` in milliseconds. */
export interface StreamRecord {
  readonly shardId: string;
  readonly sequenceNumber: string;
  readonly arrivedAt: number;
  readonly data: Uint8Array;
}

/** The records of a Lambda invocation, in order. */
export function streamRecords(event: KinesisStreamEvent): StreamRecord[] {
  return event.Records.map(({ eventID, kinesis }) => ({
    shardId: eventID.split(':')[0] ?? '',
    sequenceNumber: kinesis.sequenceNumber,
    arrivedAt: Math.round(kinesis.approximateArrivalTimestamp * 1000),
    data: Buffer.from(kinesis.data, 'base64'),
  }));
}

/** Tells Lambda which records to deliver again; none means the whole batch is done. */
export function deliverAgain(sequenceNumbers: readonly string[]): KinesisStreamBatchResponse {
  return {
    batchItemFailures: sequenceNumbers.map((itemIdentifier) => ({ itemIdentifier })),
  };
}

import type { KinesisStreamBatchResponse, KinesisStreamEvent } from 'aws-lambda';
import type { ArrivedRecord } from '../lake/sort-messages.ts';

/** The records of a Lambda invocation, in order. */
export function arrivedRecords(event: KinesisStreamEvent): ArrivedRecord[] {
  return event.Records.map(({ eventID, kinesis }) => ({
    // `shardId-000000000000:49…`
    shardId: eventID.slice(0, eventID.indexOf(':')),
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

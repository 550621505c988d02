import type { KinesisStreamEvent } from 'aws-lambda';

/** One record of a test's batch; sequence numbers and arrival default to consecutive ones. */
export interface KinesisRecordFields {
  readonly data: Uint8Array;
  readonly sequenceNumber?: string;
  /** ISO 8601. */
  readonly arrivedAt?: string;
  readonly shardId?: string;
}

/** A batch as the event source mapping hands it to a function. */
export function aKinesisEvent(records: readonly KinesisRecordFields[]): KinesisStreamEvent {
  return {
    Records: records.map((record, index) => {
      const sequenceNumber =
        record.sequenceNumber ??
        `4964000000000000000000000000000000000000000000000000${1000 + index}`;
      return {
        eventSource: 'aws:kinesis',
        eventVersion: '1.0',
        eventID: `${record.shardId ?? 'shardId-000000000000'}:${sequenceNumber}`,
        eventName: 'aws:kinesis:record',
        invokeIdentityArn: 'arn:aws:iam::000000000000:role/archive',
        awsRegion: 'us-east-1',
        eventSourceARN: 'arn:aws:kinesis:us-east-1:000000000000:stream/messages',
        kinesis: {
          kinesisSchemaVersion: '1.0',
          partitionKey: 'b1',
          sequenceNumber,
          data: Buffer.from(record.data).toString('base64'),
          approximateArrivalTimestamp:
            Date.parse(record.arrivedAt ?? '2026-11-22T10:00:02.345Z') / 1000,
        },
      };
    }),
  };
}

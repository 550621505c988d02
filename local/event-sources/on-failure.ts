import { randomUUID } from 'node:crypto';
import type { Discard } from './deliver-batch.ts';
import type { StreamMapping } from './mapping.ts';
import type { StreamSource } from './stream-source.ts';

/** Where records that are given up go: the services themselves, as Lambda's role and not the function's writes there. */
export interface FailureStores {
  sendMessage(queueArn: string, body: string): void;
  putObject(object: { bucket: string; key: string; body: Buffer }): void;
}

/** Writes the invocation record of a discard to the mapping's destination; does nothing when it has none. */
export function storeDiscard(options: {
  readonly discard: Discard;
  readonly mapping: StreamMapping;
  readonly source: StreamSource;
  readonly shardId: string;
  readonly functionArn: string;
  readonly now: number;
  readonly stores: FailureStores;
}): void {
  const { discard, mapping, shardId, now, stores } = options;
  const destination = mapping.onFailure;
  if (destination === undefined) return;
  const record = invocationRecord(options);
  if (destination.startsWith('arn:aws:sqs:')) {
    stores.sendMessage(destination, JSON.stringify(record));
    return;
  }
  // a bucket gets the whole event, a queue only where to find it
  const payload = `{"Records":[${discard.records.map(({ json }) => json).join(',')}]}`;
  stores.putObject({
    bucket: destination.replace(/^arn:aws:s3:::/, ''),
    key: objectKey({ mappingId: mapping.id, shardId, now }),
    body: Buffer.from(JSON.stringify({ ...record, payload })),
  });
}

/** https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html */
function invocationRecord(options: Parameters<typeof storeDiscard>[0]) {
  const { discard, source, shardId, functionArn, now } = options;
  const first = discard.records[0]?.record;
  const last = discard.records.at(-1)?.record;
  return {
    requestContext: {
      requestId: discard.requestId ?? randomUUID(),
      functionArn,
      condition: discard.condition,
      approximateInvokeCount: discard.invocations,
    },
    responseContext: {
      statusCode: 200,
      executedVersion: '$LATEST',
      functionError: discard.functionError ?? null,
    },
    version: '1.0',
    timestamp: new Date(now).toISOString(),
    [source.batchInfoName]: {
      shardId,
      startSequenceNumber: first?.sequenceNumber,
      endSequenceNumber: last?.sequenceNumber,
      approximateArrivalOfFirstRecord: isoOf(first?.arrivedAt, source),
      approximateArrivalOfLastRecord: isoOf(last?.arrivedAt, source),
      batchSize: discard.records.length,
      streamArn: source.arn,
    },
  };
}

/** Kinesis knows milliseconds, DynamoDB Streams whole seconds. */
function isoOf(instant: number | undefined, { batchInfoName }: StreamSource): string | undefined {
  if (instant === undefined) return undefined;
  const iso = new Date(instant).toISOString();
  return batchInfoName === 'DDBStreamBatchInfo' ? iso.replace(/\.\d+Z$/, 'Z') : iso;
}

/** `aws/lambda/<mapping>/<shard>/YYYY/MM/DD/YYYY-MM-DDTHH.MM.SS-<UUID>` */
function objectKey({
  mappingId,
  shardId,
  now,
}: {
  mappingId: string;
  shardId: string;
  now: number;
}) {
  const iso = new Date(now).toISOString();
  const day = iso.slice(0, 10).replaceAll('-', '/');
  const second = iso.slice(0, 19).replaceAll(':', '.');
  return `aws/lambda/${mappingId}/${shardId}/${day}/${second}-${randomUUID()}`;
}

import { listInput, optionalString, stringInput } from '../call-input.ts';
import { AwsError, type AwsReply, jsonReply } from '../service.ts';
import { findStream, streamNameOf } from './find-stream.ts';
import { hashKeyOf, parseHashKey } from './hash-range.ts';
import type { KinesisContext } from './kinesis-service.ts';
import { sequenceNumber } from './sequence-number.ts';
import { shardName } from './shard-table.ts';
import type { NewRecord, Stream } from './stream-store.ts';

type Input = Readonly<Record<string, unknown>>;

/** Errors a single record of a `PutRecords` can fail with while the others are kept. */
export type RecordErrorCode = 'ProvisionedThroughputExceededException' | 'InternalFailure';

/** Decides for a test which records fail; undefined lets a record through. */
export type RecordFault = (record: {
  readonly streamName: string;
  readonly partitionKey: string;
  readonly data: Uint8Array;
}) => RecordErrorCode | undefined;

const MIB = 1024 * 1024;
const MAX_RECORD_BYTES = MIB;
const MAX_REQUEST_BYTES = 10 * MIB;
const PAYLOAD_UNIT_BYTES = 25 * 1024;

/** `PutRecord`: appends one record; an injected fault is raised as the call's error. */
export function putRecord(context: KinesisContext, input: Input): AwsReply {
  const stream = findStream(context.store, streamNameOf(input), context.place);
  const record = parseRecord(context, stream, input);
  const fault = faultOf(context, stream, record);
  if (fault) throw new AwsError(fault, faultMessage(fault), { status: faultStatus(fault) });
  const [counter = 0] = context.store.append(stream, [record]);
  return jsonReply(placed(record, counter), usageOf([record]));
}

/** `PutRecords`: appends all records but those an injected fault refuses; the reply keeps their order. */
export function putRecords(context: KinesisContext, input: Input): AwsReply {
  const stream = findStream(context.store, streamNameOf(input), context.place);
  const entries = listInput(input, 'Records', { min: 1, max: 500 });
  const records = entries.map((entry) => parseRecord(context, stream, entry));
  const size = records.reduce((sum, record) => sum + sizeOf(record), 0);
  if (size > MAX_REQUEST_BYTES) {
    throw new AwsError('InvalidArgumentException', 'Records size exceeds 10 MB limit');
  }
  const faults = records.map((record) => faultOf(context, stream, record));
  const kept = records.filter((_, index) => faults[index] === undefined);
  const counters = context.store.append(stream, kept).values();
  const results = records.map((record, index) => {
    const fault = faults[index];
    if (fault) return { ErrorCode: fault, ErrorMessage: faultMessage(fault) };
    return placed(record, counters.next().value ?? 0);
  });
  return jsonReply(
    { FailedRecordCount: records.length - kept.length, Records: results },
    usageOf(kept),
  );
}

function parseRecord({ store }: KinesisContext, stream: Stream, entry: Input): NewRecord {
  const partitionKey = stringInput(entry, 'PartitionKey');
  if (partitionKey.length < 1 || partitionKey.length > 256) {
    throw invalid('partitionKey', 'Member must have length between 1 and 256');
  }
  const data = Buffer.from(stringInput(entry, 'Data'), 'base64');
  if (data.length + Buffer.byteLength(partitionKey) > MAX_RECORD_BYTES) {
    throw invalid('data', `Member must have length less than or equal to ${MAX_RECORD_BYTES}`);
  }
  const hashKey = explicitHashKey(entry) ?? hashKeyOf(partitionKey);
  return { shard: store.shards.forHashKey(stream.name, hashKey), partitionKey, data };
}

function explicitHashKey(entry: Input): bigint | undefined {
  const text = optionalString(entry, 'ExplicitHashKey');
  if (text === undefined) return undefined;
  const key = parseHashKey(text);
  if (key !== undefined) return key;
  throw new AwsError(
    'InvalidArgumentException',
    `Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was ${text}`,
  );
}

function placed({ shard }: NewRecord, counter: number) {
  return { SequenceNumber: sequenceNumber(shard, counter), ShardId: shardName(shard) };
}

function faultOf({ faults }: KinesisContext, stream: Stream, { partitionKey, data }: NewRecord) {
  return faults.predicate?.({ streamName: stream.name, partitionKey, data });
}

function faultMessage(code: RecordErrorCode): string {
  if (code === 'InternalFailure') return 'Internal service failure.';
  return 'Rate exceeded for the shard of this record (injected by a test).';
}

function faultStatus(code: RecordErrorCode): number {
  return code === 'InternalFailure' ? 500 : 400;
}

function usageOf(records: readonly NewRecord[]) {
  const units = records.map((record) => Math.ceil(sizeOf(record) / PAYLOAD_UNIT_BYTES));
  return { kinesisRequests: 1, kinesisPutUnits: units.reduce((sum, unit) => sum + unit, 0) };
}

/** Amazon counts the partition key as part of the record. */
function sizeOf({ data, partitionKey }: NewRecord): number {
  return data.length + Buffer.byteLength(partitionKey);
}

function invalid(member: string, constraint: string): AwsError {
  return new AwsError(
    'ValidationException',
    `1 validation error detected: Value at '${member}' failed to satisfy constraint: ${constraint}`,
  );
}

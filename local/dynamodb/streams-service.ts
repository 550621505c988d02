import type { Place } from '../resource-model.ts';
import type { AwsCall, AwsService, IamRequest } from '../service.ts';
import { AwsError, jsonReply, notImplemented } from '../service.ts';
import { invalid } from './errors.ts';
import type { Input } from './request-input.ts';
import { optionalInteger, optionalText } from './request-input.ts';
import type { Store } from './store.ts';
import { printSequence, shardIdOf, toStreamRecord } from './stream-reader.ts';
import type { Table } from './table-spec.ts';
import { keyAttributes, streamArn, streamLabel, tableNameOf } from './table-spec.ts';

const MAX_RECORDS = 1000;

/** The DynamoDB Streams API: `ListStreams`, `DescribeStream`, `GetShardIterator`, `GetRecords`. */
export function createStreamsService(store: Store, place: Place): AwsService {
  const operations: Readonly<Record<string, (input: Input) => Record<string, unknown>>> = {
    ListStreams: (input) => listStreams(store, input, place),
    DescribeStream: (input) => describeStream(requireStream(store, input, place), store, place),
    GetShardIterator: (input) =>
      getShardIterator(requireStream(store, input, place), store, input, place),
    GetRecords: (input) => getRecords(store, input, place),
  };
  return {
    id: 'dynamodb-streams',
    authorize: authorizeStreams,
    handle: async ({ operation, input }) => {
      const handler = Object.hasOwn(operations, operation) && operations[operation];
      if (!handler) {
        throw notImplemented(`dynamodb streams ${operation}`, 'local/dynamodb/streams-service.ts');
      }
      return jsonReply(handler(input));
    },
  };
}

/** The operation on the stream's ARN, which an iterator begins with; listing is asked for everything. */
function authorizeStreams({ operation, input }: AwsCall): readonly IamRequest[] {
  const action = `dynamodb:${operation}`;
  if (operation === 'ListStreams') return [{ action, resource: '*' }];
  const resource = operation === 'GetRecords' ? splitIterator(input).arn : input.StreamArn;
  return typeof resource === 'string' ? [{ action, resource }] : [];
}

function listStreams(store: Store, input: Input, place: Place): Record<string, unknown> {
  const only = optionalText(input, 'TableName');
  const tables = store.tables
    .all()
    .filter((table) => table.stream && (only === undefined || table.name === only));
  return { Streams: tables.map((table) => identity(table, place)) };
}

function describeStream(table: Table, store: Store, place: Place): Record<string, unknown> {
  const range = { StartingSequenceNumber: printSequence(store.log.firstSequence(table)) };
  return {
    StreamDescription: {
      ...identity(table, place),
      StreamStatus: 'ENABLED',
      StreamViewType: table.stream,
      CreationRequestDateTime: table.createdAt / 1000,
      KeySchema: keyAttributes(table).map(({ name }, index) => ({
        AttributeName: name,
        KeyType: index === 0 ? 'HASH' : 'RANGE',
      })),
      Shards: [{ ShardId: shardIdOf(table), SequenceNumberRange: range }],
    },
  };
}

function getShardIterator(
  table: Table,
  store: Store,
  input: Input,
  place: Place,
): Record<string, unknown> {
  if (input.ShardId !== shardIdOf(table)) {
    throw new AwsError('ResourceNotFoundException', 'Shard does not exist');
  }
  const arn = streamArn(table.name, place);
  return { ShardIterator: iterator(arn, iteratorStart(store, input)) };
}

/** The sequence number after which an iterator of the requested type reads. */
function iteratorStart(store: Store, input: Input): number {
  switch (input.ShardIteratorType) {
    case 'TRIM_HORIZON':
      return 0;
    case 'LATEST':
      return store.log.lastSequence();
    case 'AFTER_SEQUENCE_NUMBER':
      return readSequence(input);
    case 'AT_SEQUENCE_NUMBER':
      return readSequence(input) - 1;
    default:
      throw invalid(`a shard iterator type is expected, got ${String(input.ShardIteratorType)}`);
  }
}

function readSequence(input: Input): number {
  const text = optionalText(input, 'SequenceNumber');
  if (text && /^\d+$/.test(text)) return Number(text);
  throw invalid('One or more parameter values were invalid: Invalid SequenceNumber');
}

function getRecords(store: Store, input: Input, place: Place): Record<string, unknown> {
  const { arn, after } = splitIterator(input);
  const limit = optionalInteger(input, 'Limit') ?? MAX_RECORDS;
  if (limit < 1 || limit > MAX_RECORDS) {
    const bound = limit < 1 ? 'greater than or equal to 1' : `less than or equal to ${MAX_RECORDS}`;
    throw invalid(
      `1 validation error detected: Value '${limit}' at 'limit' failed to satisfy constraint: Member must have value ${bound}`,
    );
  }
  const table = requireStream(store, { StreamArn: arn }, place);
  const records = store.log.read(table, after, { limit, now: store.clock.now() });
  return {
    Records: records.map((record) => {
      const { eventSourceARN: _, ...rest } = toStreamRecord(table, record, place);
      return rest;
    }),
    NextShardIterator: iterator(arn, records.at(-1)?.sequence ?? after),
  };
}

function iterator(arn: string, after: number): string {
  return `${arn}|${after}`;
}

function splitIterator(input: Input): { arn: string; after: number } {
  const [, arn, after] = /^(.+)\|(\d+)$/.exec(optionalText(input, 'ShardIterator') ?? '') ?? [];
  if (arn === undefined || after === undefined) throw invalid('Invalid ShardIterator');
  return { arn, after: Number(after) };
}

function requireStream(store: Store, input: Input, place: Place): Table {
  const arn = optionalText(input, 'StreamArn') ?? '';
  const table = store.tables.find(tableNameOf(arn));
  if (table?.stream && arn === streamArn(table.name, place)) return table;
  throw new AwsError(
    'ResourceNotFoundException',
    `Requested resource not found: Stream: ${arn} not found`,
  );
}

function identity(table: Table, place: Place): Record<string, unknown> {
  return {
    StreamArn: streamArn(table.name, place),
    TableName: table.name,
    StreamLabel: streamLabel(),
  };
}

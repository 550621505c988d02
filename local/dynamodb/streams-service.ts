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

/** The tables whose streams are served, and where they are. */
interface Source {
  readonly store: Store;
  readonly place: Place;
}

type Operation = (source: Source, input: Input) => Record<string, unknown>;

const MAX_RECORDS = 1000;
const OPERATIONS: Readonly<Record<string, Operation>> = {
  ListStreams: listStreams,
  DescribeStream: describeStream,
  GetShardIterator: getShardIterator,
  GetRecords: getRecords,
};

/** The DynamoDB Streams API: `ListStreams`, `DescribeStream`, `GetShardIterator`, `GetRecords`. */
export function createStreamsService(store: Store, place: Place): AwsService {
  const source = { store, place };
  return {
    id: 'dynamodb-streams',
    authorize: authorizeStreams,
    handle: async ({ operation, input }) => {
      const handler = Object.hasOwn(OPERATIONS, operation) && OPERATIONS[operation];
      if (!handler) {
        throw notImplemented(`dynamodb streams ${operation}`, 'local/dynamodb/streams-service.ts');
      }
      return jsonReply(handler(source, input));
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

function listStreams({ store, place }: Source, input: Input): Record<string, unknown> {
  const only = optionalText(input, 'TableName');
  const tables = store.tables
    .all()
    .filter((table) => table.stream && (only === undefined || table.name === only));
  return { Streams: tables.map((table) => identity(table, place)) };
}

function describeStream(source: Source, input: Input): Record<string, unknown> {
  const { store, place } = source;
  const table = requireStream(source, input);
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

function getShardIterator(source: Source, input: Input): Record<string, unknown> {
  const { store, place } = source;
  const table = requireStream(source, input);
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

function getRecords(source: Source, input: Input): Record<string, unknown> {
  const { store, place } = source;
  const { arn, after } = splitIterator(input);
  const limit = optionalInteger(input, 'Limit') ?? MAX_RECORDS;
  if (limit < 1 || limit > MAX_RECORDS) {
    const bound = limit < 1 ? 'greater than or equal to 1' : `less than or equal to ${MAX_RECORDS}`;
    throw invalid(
      `1 validation error detected: Value '${limit}' at 'limit' failed to satisfy constraint: Member must have value ${bound}`,
    );
  }
  const table = requireStream(source, { StreamArn: arn });
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

function requireStream({ store, place }: Source, input: Input): Table {
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

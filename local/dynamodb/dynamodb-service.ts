import type { Place, Resource } from '../resource-model.ts';
import type { AwsCall, AwsService } from '../service.ts';
import { jsonReply, notImplemented } from '../service.ts';
import type { ServiceOptions } from '../service-options.ts';
import { authorizeDynamoDb } from './authorize.ts';
import { batchGetItem } from './operations/batch-get.ts';
import { batchWriteItem } from './operations/batch-write.ts';
import { getItem } from './operations/get-item.ts';
import type { Output } from './operations/output.ts';
import { query } from './operations/query.ts';
import { scan } from './operations/scan.ts';
import {
  createTable,
  deleteTable,
  describeTable,
  describeTimeToLive,
  listTables,
} from './operations/table-operations.ts';
import { transactGetItems } from './operations/transact-get.ts';
import { transactWriteItems } from './operations/transact-write.ts';
import { deleteItem, putItem, updateItem } from './operations/write-item.ts';
import type { Input } from './request-input.ts';
import { Store } from './store.ts';
import { createStreamReader, type StreamReader } from './stream-reader.ts';
import { createStreamsService } from './streams-service.ts';
import { tableSpecOf } from './table-model.ts';
import type { TableSpec } from './table-spec.ts';
import { sweepExpired } from './time-to-live.ts';

/** DynamoDB for the gateway, and what the rest of the laptop cloud needs of it in process. */
export interface DynamoDbService extends AwsService {
  readonly id: 'dynamodb';
  /** Creates the table a resource describes; one that is there keeps its items. */
  provision(resource: Resource): void;
  /** The same from a plain description, for tests and benches. */
  createTable(spec: TableSpec): void;
  /** For the poller of stream event source mappings. */
  readonly streams: StreamReader;
  /** The DynamoDB Streams API over the same tables. */
  readonly streamsService: AwsService;
  /** Removes items whose time to live has ended; call it now and then. Returns how many. */
  sweepExpired(): number;
}

type Operation = (store: Store, input: Input, place: Place) => Output;

const OPERATIONS: Readonly<Record<string, Operation>> = {
  BatchGetItem: batchGetItem,
  BatchWriteItem: batchWriteItem,
  CreateTable: createTable,
  DeleteItem: deleteItem,
  DeleteTable: deleteTable,
  DescribeTable: describeTable,
  DescribeTimeToLive: describeTimeToLive,
  GetItem: getItem,
  ListTables: listTables,
  PutItem: putItem,
  Query: query,
  Scan: scan,
  TransactGetItems: transactGetItems,
  TransactWriteItems: transactWriteItems,
  UpdateItem: updateItem,
};

/** Opens the tables kept in `database`, which may be `:memory:` and may hold other things too. */
export function createDynamoDbService({ database, clock, place }: ServiceOptions): DynamoDbService {
  const store = new Store(database, clock);
  const createTableOf = (spec: TableSpec): void => {
    store.tables.put(spec, clock.now());
  };
  return {
    id: 'dynamodb',
    authorize: (call) => authorizeDynamoDb(call, place),
    handle: async (call: AwsCall) => {
      const operation = Object.hasOwn(OPERATIONS, call.operation) && OPERATIONS[call.operation];
      if (!operation) {
        throw notImplemented(`dynamodb ${call.operation}`, 'local/dynamodb/dynamodb-service.ts');
      }
      const { body, usage } = operation(store, call.input, place);
      return jsonReply(body, usage);
    },
    provision: (resource) => createTableOf(tableSpecOf(resource)),
    createTable: createTableOf,
    streams: createStreamReader(store, place),
    streamsService: createStreamsService(store, place),
    sweepExpired: () => sweepExpired(store),
  };
}

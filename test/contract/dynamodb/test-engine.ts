import { DatabaseSync } from 'node:sqlite';
import {
  createDynamoDbService,
  type DynamoDbService,
} from '../../../local/dynamodb/dynamodb-service.ts';
import { AwsError } from '../../../local/service.ts';
import { callEngine } from './call-engine.ts';

/** The engine with one table `items` (keys `pk` and `sk`, both strings), and short ways to call it. */
export interface TestEngine {
  readonly service: DynamoDbService;
  /** The clock, which stands still until a test moves it. */
  readonly clock: { at: number };
  /** The body of the reply. */
  call(operation: string, input: Record<string, unknown>): Promise<Record<string, unknown>>;
  /** The error, of a call that must fail. */
  failure(operation: string, input: Record<string, unknown>): Promise<AwsError>;
  /** What AWS would bill, whether the call succeeds or fails. */
  units(operation: string, input: Record<string, unknown>): Promise<unknown>;
}

/** Midnight of 1 January 2026. */
const START = Date.UTC(2026, 0, 1);

/** Opens an engine in memory, or on a database that is given. */
export function openTestEngine(database = new DatabaseSync(':memory:')): TestEngine {
  const clock = { at: START };
  const service = createDynamoDbService({
    database,
    clock: { now: () => clock.at },
    place: { account: '000000000000', region: 'us-east-1', url: 'http://127.0.0.1' },
  });
  service.createTable({
    name: 'items',
    partitionKey: { name: 'pk', type: 'S' },
    sortKey: { name: 'sk', type: 'S' },
    stream: 'NEW_AND_OLD_IMAGES',
    timeToLive: 'ttl',
  });
  const withTable = (input: Record<string, unknown>) => ({ TableName: 'items', ...input });
  const failure = async (operation: string, input: Record<string, unknown>) => {
    try {
      await callEngine(service, operation, withTable(input));
    } catch (cause) {
      if (cause instanceof AwsError) return cause;
      throw cause;
    }
    throw new Error(`${operation} was expected to fail`);
  };
  return {
    service,
    clock,
    failure,
    call: async (operation, input) =>
      JSON.parse(String((await callEngine(service, operation, withTable(input))).body)),
    units: async (operation, input) => {
      try {
        return (await callEngine(service, operation, withTable(input))).usage;
      } catch (cause) {
        if (cause instanceof AwsError) return cause.usage;
        throw cause;
      }
    },
  };
}

/** A key of the table `items`. */
export function keyOf(sk: string, pk = 'p'): { pk: { S: string }; sk: { S: string } } {
  return { pk: { S: pk }, sk: { S: sk } };
}

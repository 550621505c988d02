import type { Place } from '../../resource-model.ts';
import { AwsError } from '../../service.ts';
import { NO_USAGE } from '../capacity.ts';
import { tableNotFound } from '../errors.ts';
import { readTableSpec } from '../read-table-spec.ts';
import type { Input } from '../request-input.ts';
import type { Store } from '../store.ts';
import { requireTableName } from '../table-catalog.ts';
import type { Table } from '../table-spec.ts';
import { keyAttributes, streamArn, streamLabel, tableArn } from '../table-spec.ts';
import type { Output } from './output.ts';

/** `CreateTable`: for tests; the laptop's own tables come from the template. */
export function createTable(store: Store, input: Input, place: Place): Output {
  const spec = readTableSpec(input);
  if (store.tables.find(spec.name)) {
    throw new AwsError('ResourceInUseException', 'Cannot create preexisting table');
  }
  const table = store.tables.put(spec, store.clock.now());
  return output({ TableDescription: describe(table, place) });
}

/** `DeleteTable`: with its items and its stream. */
export function deleteTable(store: Store, input: Input, place: Place): Output {
  const table = store.tables.require(input.TableName);
  store.write(() => {
    store.items.deleteAll(table);
    store.log.deleteAll(table);
    store.tables.delete(table);
  });
  return output({ TableDescription: { ...describe(table, place), TableStatus: 'DELETING' } });
}

/** `DescribeTable`. */
export function describeTable(store: Store, input: Input, place: Place): Output {
  const name = requireTableName(input.TableName, 'tableName');
  const table = store.tables.find(name);
  if (table) return output({ Table: describe(table, place) });
  throw new AwsError(
    tableNotFound().code,
    `Requested resource not found: Table: ${name} not found`,
  );
}

/** `ListTables`: all of them at once. */
export function listTables(store: Store): Output {
  return output({ TableNames: store.tables.all().map(({ name }) => name) });
}

/** `DescribeTimeToLive`. */
export function describeTimeToLive(store: Store, input: Input): Output {
  const { timeToLive } = store.tables.require(input.TableName);
  const description =
    timeToLive === undefined
      ? { TimeToLiveStatus: 'DISABLED' }
      : { TimeToLiveStatus: 'ENABLED', AttributeName: timeToLive };
  return output({ TimeToLiveDescription: description });
}

function describe(table: Table, place: Place): Record<string, unknown> {
  const attributes = keyAttributes(table);
  return {
    TableName: table.name,
    TableArn: tableArn(table.name, place),
    TableStatus: 'ACTIVE',
    CreationDateTime: table.createdAt / 1000,
    AttributeDefinitions: attributes.map(({ name, type }) => ({
      AttributeName: name,
      AttributeType: type,
    })),
    KeySchema: attributes.map(({ name }, index) => ({
      AttributeName: name,
      KeyType: index === 0 ? 'HASH' : 'RANGE',
    })),
    BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
    ...(table.stream && {
      StreamSpecification: { StreamEnabled: true, StreamViewType: table.stream },
      LatestStreamLabel: streamLabel(),
      LatestStreamArn: streamArn(table.name, place),
    }),
  };
}

function output(body: Record<string, unknown>): Output {
  return { body, usage: NO_USAGE };
}

import type { Item } from '../attribute-value.ts';
import { consumedCapacity, readUnits, readUsage, totalUnits, writeUsage } from '../capacity.ts';
import { invalid } from '../errors.ts';
import type { DocumentPath } from '../expression/document-path.ts';
import { canonicalKey, type ItemKey, itemKey } from '../item-key.ts';
import { planDelete, planPut } from '../plan-write.ts';
import type { PlannedWrite } from '../planned-write.ts';
import { applyWrite, decideWrite } from '../planned-write.ts';
import type { Input } from '../request-input.ts';
import {
  asRecord,
  optionalList,
  optionalRecord,
  optionalText,
  refuseLegacy,
} from '../request-input.ts';
import type { Store } from '../store.ts';
import type { Table } from '../table-spec.ts';
import { refuseDuplicates } from './duplicate-keys.ts';
import { projected, readOwnProjection } from './get-item.ts';
import type { Output } from './output.ts';

const MAX_KEYS = 100;
const MAX_WRITES = 25;
const DUPLICATES = 'Provided list of item keys contains duplicates';

/** The keys a batch reads of one table. */
interface TableReads {
  readonly table: Table;
  readonly keys: readonly ItemKey[];
  readonly consistent: boolean;
  readonly paths: readonly DocumentPath[] | undefined;
}

/** `BatchGetItem`: up to 100 items of several tables, each read on its own. */
export function batchGetItem(store: Store, input: Input): Output {
  const requests = Object.entries(optionalRecord(input, 'RequestItems') ?? {});
  if (requests.length === 0) throw invalid('BatchGetItem must have some requests set');
  const reads = requests.map(([name, request]) => readKeys(store, name, asRecord(request, name)));
  if (totalUnits(reads, ({ keys }) => keys.length) > MAX_KEYS) {
    throw invalid('Too many items requested for the BatchGetItem call');
  }
  const mode = optionalText(input, 'ReturnConsumedCapacity');
  const results = reads.map((read) => ({ table: read.table, ...readItems(store, read) }));
  const capacities = results.map(({ table, units }) => consumedCapacity(table.name, units, mode));
  return {
    body: {
      Responses: Object.fromEntries(results.map(({ table, items }) => [table.name, items])),
      UnprocessedKeys: {},
      ...(capacities[0] && { ConsumedCapacity: capacities }),
    },
    usage: readUsage(totalUnits(results, ({ units }) => units)),
  };
}

/** `BatchWriteItem`: up to 25 puts and deletes, each done on its own. */
export function batchWriteItem(store: Store, input: Input): Output {
  const requests = Object.entries(optionalRecord(input, 'RequestItems') ?? {});
  if (requests.length === 0) throw invalid('BatchWriteItem cannot have a null or no requests set');
  const plans = requests.map(([name, list]) => planWrites(store, name, list));
  if (totalUnits(plans, ({ writes }) => writes.length) > MAX_WRITES) {
    throw invalid('Too many items requested for the BatchWriteItem call');
  }
  const mode = optionalText(input, 'ReturnConsumedCapacity');
  const bills = plans.map(({ table, writes }) => ({
    table,
    units: totalUnits(writes, (write) => writeOne(store, write)),
  }));
  const capacities = bills.map(({ table, units }) => consumedCapacity(table.name, units, mode));
  return {
    body: {
      UnprocessedItems: {},
      ...(capacities[0] && { ConsumedCapacity: capacities }),
    },
    usage: writeUsage(totalUnits(bills, ({ units }) => units)),
  };
}

function readKeys(store: Store, name: string, request: Input): TableReads {
  refuseLegacy('BatchGetItem', request);
  const table = store.tables.require(name);
  const given = optionalList(request, 'Keys') ?? [];
  if (given.length === 0) {
    throw invalid(
      `The list of keys in RequestItems for BatchGetItem is required: ${name} has empty list`,
    );
  }
  const paths = readOwnProjection(request);
  const keys = given.map((key) => itemKey(table, canonicalKey(table, key)));
  refuseDuplicates(
    keys.map((key) => ({ table, key })),
    DUPLICATES,
  );
  return { table, keys, consistent: request.ConsistentRead === true, paths };
}

function readItems(store: Store, read: TableReads): { items: readonly Item[]; units: number } {
  const found = read.keys.map((key) => store.items.get(read.table, key));
  return {
    items: found.flatMap((row) => (row ? [projected(read.paths, row.item)] : [])),
    units: totalUnits(found, (row) => readUnits(row?.size ?? 0, { consistent: read.consistent })),
  };
}

function planWrites(
  store: Store,
  name: string,
  list: unknown,
): { table: Table; writes: readonly PlannedWrite[] } {
  const table = store.tables.require(name);
  const requests = optionalList({ [name]: list }, name) ?? [];
  if (requests.length === 0) {
    throw invalid(`The batch write request list for a table cannot be null or empty: ${name}`);
  }
  const writes = requests.map((request) => planRequest(table, asRecord(request, 'WriteRequest')));
  refuseDuplicates(writes, DUPLICATES);
  return { table, writes };
}

function planRequest(table: Table, request: Input): PlannedWrite {
  const put = optionalRecord(request, 'PutRequest');
  const remove = optionalRecord(request, 'DeleteRequest');
  if (!put === !remove) {
    throw invalid(
      'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
    );
  }
  const item = put?.Item ?? remove?.Key;
  if (item === undefined) throw invalid('The supplied Item contains a null AttributeValue');
  return put ? planPut(table, { Item: item }) : planDelete(table, { Key: item });
}

function writeOne(store: Store, write: PlannedWrite): number {
  return store.write((report) => {
    const decision = decideWrite(store, write);
    if (decision.kind === 'write') applyWrite(store, write, decision, report);
    return decision.units;
  });
}

import type { Item } from '../attribute-value.ts';
import { consumedCapacity, totalUnits, writeUsage } from '../capacity.ts';
import { invalid } from '../errors.ts';
import { readKey } from '../item-key.ts';
import { planDelete, planPut, readItem } from '../plan-write.ts';
import type { PlannedWrite } from '../planned-write.ts';
import { applyWrite, decideWrite } from '../planned-write.ts';
import type { Input } from '../request-input.ts';
import { asRecord, optionalList, optionalRecord, optionalText } from '../request-input.ts';
import type { Store } from '../store.ts';
import type { Table } from '../table-spec.ts';
import { UNCONDITIONAL } from '../write-expressions.ts';
import { uniquePlaces } from './duplicate-keys.ts';
import type { Output } from './output.ts';

/** A put of an item or a delete of a key, valid but for the table. */
interface Request {
  readonly kind: 'put' | 'delete';
  readonly item: Item;
}

/** The requests for one table. */
interface Batch {
  readonly name: string;
  readonly requests: readonly Request[];
}

const MAX_WRITES = 25;

/** `BatchWriteItem`: up to 25 puts and deletes, each done on its own. */
export function batchWriteItem(store: Store, input: Input): Output {
  // Every table is checked as a whole before the next check begins: items, then tables.
  const batches = readRequests(input).map((batch) => locate(store, batch));
  const mode = optionalText(input, 'ReturnConsumedCapacity');
  const bills = batches.map(({ table, writes }) => ({
    name: table.name,
    units: totalUnits(writes, (write) => writeOne(store, write)),
  }));
  const capacities = bills.map(({ name, units }) => consumedCapacity(name, units, mode));
  return {
    body: { UnprocessedItems: {}, ...(capacities[0] && { ConsumedCapacity: capacities }) },
    usage: writeUsage(totalUnits(bills, ({ units }) => units)),
  };
}

/** Reads the requests of every table; the one too many is noticed before it is read. */
function readRequests(input: Input): readonly Batch[] {
  const items = optionalRecord(input, 'RequestItems') ?? {};
  const names = Object.keys(items);
  if (names.length === 0) throw invalid('BatchWriteItem cannot have a null or no requests set');
  let count = 0;
  return names.map((name) => {
    const requests = optionalList(items, name) ?? [];
    if (requests.length === 0) {
      throw invalid(`The batch write request list for a table cannot be null or empty: ${name}`);
    }
    const read = requests.map((request) => {
      count += 1;
      if (count > MAX_WRITES) throw invalid('Too many items requested for the BatchWriteItem call');
      return readRequest(asRecord(request, 'WriteRequest'));
    });
    return { name, requests: read };
  });
}

function readRequest(request: Input): Request {
  const put = optionalRecord(request, 'PutRequest');
  const remove = optionalRecord(request, 'DeleteRequest');
  if (!put === !remove) {
    throw invalid(
      'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
    );
  }
  const given = put?.Item ?? remove?.Key;
  if (given === undefined) throw invalid('The supplied Item contains a null AttributeValue');
  const item = put ? readItem(given) : readKey(given);
  return { kind: put ? 'put' : 'delete', item };
}

function locate(
  store: Store,
  { name, requests }: Batch,
): { table: Table; writes: readonly PlannedWrite[] } {
  const table = store.tables.require(name);
  const take = uniquePlaces('Provided list of item keys contains duplicates');
  const writes = requests.map(({ kind, item }) => {
    const plan = kind === 'put' ? planPut : planDelete;
    const write = plan(table, item, () => UNCONDITIONAL);
    take(write);
    return write;
  });
  return { table, writes };
}

function writeOne(store: Store, write: PlannedWrite): number {
  return store.write((report) => {
    const decision = decideWrite(store, write);
    if (decision.kind === 'write') report(applyWrite(store, decision));
    return decision.units;
  });
}

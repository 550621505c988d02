import { canonicalItem } from '../canonical-value.ts';
import { readUnits, readUsage, totalUnits } from '../capacity.ts';
import { invalid, tableNotFound } from '../errors.ts';
import type { DocumentPath } from '../expression/document-path.ts';
import type { ItemKey } from '../item-key.ts';
import { exactKey } from '../item-key.ts';
import type { Input } from '../request-input.ts';
import { asRecord, missing, optionalList, optionalRecord } from '../request-input.ts';
import type { Store } from '../store.ts';
import type { Table } from '../table-spec.ts';
import { uniquePlaces } from './duplicate-keys.ts';
import { projected, readOwnProjection } from './get-item.ts';
import type { Output } from './output.ts';
import { TRANSACTION_FACTOR, transactionCapacity } from './transaction-capacity.ts';
import { DUPLICATES, requireEntryCount, requirePayload } from './transaction-limits.ts';

interface PlannedRead {
  readonly table: Table;
  readonly key: ItemKey;
  readonly paths: readonly DocumentPath[] | undefined;
}

/** `TransactGetItems`: up to 100 items as they were at one moment. */
export function transactGetItems(store: Store, input: Input): Output {
  const given = optionalList(input, 'TransactItems') ?? [];
  if (given.length === 0) throw missing('transactItems');
  requireEntryCount(given.length);
  const take = uniquePlaces(DUPLICATES);
  const reads = given.map((item) => {
    const read = planRead(store, asRecord(item, 'TransactItem'));
    take(read);
    return read;
  });
  const found = reads.map(({ table, key, paths }) => ({ paths, row: store.items.get(table, key) }));
  requirePayload(
    found.map(({ row }) => row?.size ?? 0),
    'Payload in response is too large.',
  );
  const units = found.map(
    ({ row }) => TRANSACTION_FACTOR * readUnits(row?.size ?? 0, { consistent: true }),
  );
  const tables = reads.map(({ table }) => table);
  const capacities = transactionCapacity(tables, units, input);
  return {
    body: {
      ...(capacities && { ConsumedCapacity: capacities }),
      Responses: found.map(({ row, paths }) => (row ? { Item: projected(paths, row.item) } : {})),
    },
    usage: readUsage(totalUnits(units, (each) => each)),
  };
}

function planRead(store: Store, item: Input): PlannedRead {
  const get = optionalRecord(item, 'Get');
  if (!get) throw missing('transactItems');
  const table = store.tables.find(String(get.TableName));
  if (!table) throw tableNotFound();
  const paths = readOwnProjection(table, get);
  if (get.Key == null) throw invalid('Get Condition for key not in key list');
  return { table, key: exactKey(table, canonicalItem(get.Key)), paths };
}

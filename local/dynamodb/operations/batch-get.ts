import type { Item } from '../attribute-value.ts';
import { canonicalItem } from '../canonical-value.ts';
import { consumedCapacity, readUnits, readUsage, totalUnits } from '../capacity.ts';
import { invalid } from '../errors.ts';
import type { DocumentPath } from '../expression/document-path.ts';
import type { ItemKey } from '../item-key.ts';
import { exactKey } from '../item-key.ts';
import type { StoredItem } from '../item-store.ts';
import type { Input } from '../request-input.ts';
import {
  asRecord,
  optionalList,
  optionalRecord,
  optionalText,
  refuseLegacy,
} from '../request-input.ts';
import { requireExpressions } from '../request-placeholders.ts';
import { sortedJson } from '../sorted-json.ts';
import type { Store } from '../store.ts';
import type { Table } from '../table-spec.ts';
import { PROJECTION_ONLY, projected, readOwnProjection } from './get-item.ts';
import type { Output } from './output.ts';

/** What a batch wants of one table. */
interface TableRequest {
  readonly name: string;
  readonly request: Input;
}

/** The same, checked and ready to be read. */
interface TableReads {
  readonly table: Table;
  readonly request: Input;
  readonly places: readonly ItemKey[];
  readonly paths: readonly DocumentPath[] | undefined;
}

interface TableResult {
  readonly name: string;
  readonly items: readonly Item[];
  readonly units: number;
  /** The request for what was not read. */
  readonly left: Input | undefined;
}

const MAX_KEYS = 100;
const MAX_REPLY_BYTES = 16 * 1024 * 1024;
const KEY_LIST = 'The list of keys in RequestItems for BatchGetItem';

/** `BatchGetItem`: up to 100 items of several tables, each read on its own, in no order. */
export function batchGetItem(store: Store, input: Input): Output {
  const requests = readRequests(input);
  // Every table is checked as a whole before the next check begins: keys, then tables, then projections.
  const keys = readAllKeys(requests);
  const reads = requests
    .map(({ name, request }, index) => ({ request, ...locate(store, name, keys[index] ?? []) }))
    .map((read) => ({ ...read, paths: readOwnProjection(read.table, read.request) }));
  const mode = optionalText(input, 'ReturnConsumedCapacity');
  const budget = { bytes: MAX_REPLY_BYTES };
  const results = reads.map((read) => readTable(store, read, budget));
  const capacities = results.map(({ name, units }) => consumedCapacity(name, units, mode));
  return {
    body: {
      Responses: Object.fromEntries(results.map(({ name, items }) => [name, items])),
      UnprocessedKeys: Object.fromEntries(
        results.flatMap(({ name, left }) => (left ? [[name, left]] : [])),
      ),
      ...(capacities[0] && { ConsumedCapacity: capacities }),
    },
    usage: readUsage(totalUnits(results, ({ units }) => units)),
  };
}

/** Reads the items of one table until the reply is as large as it may be; the keys left are to be asked for again. */
function readTable(store: Store, read: TableReads, budget: { bytes: number }): TableResult {
  const { table, places, paths, request } = read;
  const consistent = request.ConsistentRead === true;
  const found: (StoredItem | undefined)[] = [];
  for (const place of places) {
    const row = store.items.get(table, place);
    budget.bytes -= row?.size ?? 0;
    if (budget.bytes < 0) break;
    found.push(row);
  }
  const left = optionalList(request, 'Keys')?.slice(found.length) ?? [];
  return {
    name: table.name,
    items: found.flatMap((row) => (row ? [projected(paths, row.item)] : [])),
    units: totalUnits(found, (row) => readUnits(row?.size ?? 0, { consistent })),
    left: left.length > 0 ? { ...request, Keys: left } : undefined,
  };
}

function readRequests(input: Input): readonly TableRequest[] {
  const requests = Object.entries(optionalRecord(input, 'RequestItems') ?? {});
  if (requests.length === 0) throw invalid('BatchGetItem must have some requests set');
  return requests.map(([name, value]) => {
    const request = asRecord(value, name);
    refuseLegacy('BatchGetItem', request);
    requireExpressions(request, PROJECTION_ONLY);
    return { name, request };
  });
}

/** Reads the keys of every table, each checked as it comes; so is how many there are. */
function readAllKeys(requests: readonly TableRequest[]): readonly (readonly Item[])[] {
  let count = 0;
  return requests.map(({ name, request }) => {
    const given = optionalList(request, 'Keys') ?? [];
    if (given.length === 0) throw invalid(`${KEY_LIST} is required: ${name} has empty list`);
    const seen = new Set<string>();
    return given.map((value) => {
      const key = readKey(name, value);
      const text = sortedJson(key);
      if (seen.has(text)) throw invalid('Provided list of item keys contains duplicates');
      seen.add(text);
      count += 1;
      if (count > MAX_KEYS) throw invalid('Too many items requested for the BatchGetItem call');
      return key;
    });
  });
}

function readKey(name: string, given: unknown): Item {
  const key = given === null ? {} : canonicalItem(given);
  if (Object.keys(key).length > 0) return key;
  throw invalid(
    `${KEY_LIST} may not contain null or empty values: ${name} has one or more empty keys`,
  );
}

function locate(store: Store, name: string, keys: readonly Item[]) {
  const table = store.tables.require(name);
  return { table, places: keys.map((key) => exactKey(table, key)) };
}

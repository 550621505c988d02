import { notImplemented } from '../../service.ts';
import { invalid } from '../errors.ts';
import { bindCondition } from '../expression/bind-condition.ts';
import type { Condition } from '../expression/condition.ts';
import { pathsOf } from '../expression/condition.ts';
import { readKeyCondition } from '../expression/key-condition.ts';
import { parsedCondition } from '../expression/parsed-expressions.ts';
import type { Placeholders } from '../expression/placeholders.ts';
import type { SortRange } from '../item-store.ts';
import type { Input } from '../request-input.ts';
import { optionalText, refuseLegacy } from '../request-input.ts';
import { readPlaceholders } from '../request-placeholders.ts';
import { conditionBytes, justAfter, sortRange, WHOLE_PARTITION } from '../sort-range.ts';
import type { Store } from '../store.ts';
import type { Table } from '../table-spec.ts';
import { keyAttributes } from '../table-spec.ts';
import type { Output } from './output.ts';
import { checkPageParameters, readFilter, readPage, readPageRequest } from './page.ts';
import type { StartKey } from './start-key.ts';
import { readStartKey } from './start-key.ts';

const KIND = 'KeyConditionExpression';

/** `Query`: the items of one partition in the order of their sort keys, page by page. */
export function query(store: Store, input: Input): Output {
  refuseLegacy('Query', input);
  const table = store.tables.require(input.TableName);
  if (input.IndexName != null) throw notImplemented('a secondary index', 'local/dynamodb');
  checkPageParameters(input);
  const placeholders = readPlaceholders(input, {
    withNames: ['FilterExpression', KIND, 'ProjectionExpression'],
    withValues: ['FilterExpression', KIND],
  });
  const filter = readFilter(input, placeholders);
  const keyCondition = bindKeyCondition(input, placeholders);
  const request = readPageRequest(input, filter, placeholders);
  placeholders.requireAllUsed();
  const { partition, sort } = readKeyCondition(keyCondition, table);
  refuseKeyInFilter(table, filter);
  const partitionBytes = conditionBytes(table.partitionKey, partition);
  const whole = sort && table.sortKey ? sortRange(table.sortKey, sort) : WHOLE_PARTITION;
  const ascending = input.ScanIndexForward !== false;
  const start = readStartKey(table, input);
  const range = start ? rangeAfter(start, { whole, partitionBytes, ascending }) : whole;
  const rows = store.items.inPartition(table, partitionBytes, range, { ascending });
  return readPage(table, rows, request, input);
}

function bindKeyCondition(input: Input, placeholders: Placeholders): Condition {
  const text = optionalText(input, KIND);
  if (text !== undefined) return bindCondition(KIND, parsedCondition(KIND, text), placeholders);
  throw invalid(
    'Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.',
  );
}

function refuseKeyInFilter(table: Table, filter: Condition | undefined): void {
  if (!filter) return;
  const keyNames = keyAttributes(table).map(({ name }) => name);
  const key = pathsOf(filter).find(([name]) => keyNames.includes(name));
  if (!key) return;
  throw invalid(
    `Filter Expression can only contain non-primary key attributes: Primary key attribute: ${key[0]}`,
  );
}

/** What is left of a range after the item a page starts behind, which must lie in it. */
function rangeAfter(
  start: StartKey,
  query: { whole: SortRange; partitionBytes: Buffer; ascending: boolean },
): SortRange {
  const { whole, partitionBytes, ascending } = query;
  const { partition, sort } = start.key;
  const inside =
    partition.equals(partitionBytes) &&
    Buffer.compare(sort, whole.from) >= 0 &&
    Buffer.compare(sort, whole.before) < 0;
  if (!inside) throw invalid('The provided starting key does not match the range key predicate');
  return ascending ? { ...whole, from: justAfter(sort) } : { ...whole, before: sort };
}

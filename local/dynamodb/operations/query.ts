import { notImplemented } from '../../service.ts';
import type { Item } from '../attribute-value.ts';
import { invalid } from '../errors.ts';
import { bindCondition } from '../expression/bind-condition.ts';
import type { Condition } from '../expression/condition.ts';
import { pathsOf } from '../expression/condition.ts';
import type { SortCondition } from '../expression/key-condition.ts';
import { readKeyCondition } from '../expression/key-condition.ts';
import { parsedCondition } from '../expression/parsed-expressions.ts';
import type { Placeholders } from '../expression/placeholders.ts';
import type { ItemKey } from '../item-key.ts';
import { itemKey } from '../item-key.ts';
import type { SortRange } from '../item-store.ts';
import type { Input } from '../request-input.ts';
import { optionalText, refuseLegacy } from '../request-input.ts';
import type { ExpressionParameters } from '../request-placeholders.ts';
import { readPlaceholders, requireExpressions } from '../request-placeholders.ts';
import { requireScalarKeys } from '../scalar-keys.ts';
import {
  conditionBytes,
  isEmptyRange,
  rangeAfter,
  sortRange,
  wholePartition,
} from '../sort-range.ts';
import type { Store } from '../store.ts';
import type { Table } from '../table-spec.ts';
import { keyAttributes } from '../table-spec.ts';
import type { Output } from './output.ts';
import { checkLimit, checkSelect, pathsRead, readPage, readPageRequest } from './page.ts';
import { readStartKey } from './start-key.ts';

const KIND = 'KeyConditionExpression';
const EXPRESSIONS: ExpressionParameters = {
  withNames: ['FilterExpression', KIND, 'ProjectionExpression'],
  withValues: ['FilterExpression', KIND],
};

/** `Query`: the items of one partition in the order of their sort keys, page by page. */
export function query(store: Store, input: Input): Output {
  refuseLegacy('Query', input);
  const table = store.tables.require(input.TableName);
  if (input.IndexName != null) throw notImplemented('a secondary index', 'local/dynamodb');
  checkLimit(input);
  requireExpressions(input, EXPRESSIONS);
  const placeholders = readPlaceholders(input, EXPRESSIONS);
  const request = readPageRequest(input, placeholders);
  const condition = bindKeyCondition(input, placeholders);
  placeholders.requireAllUsed();
  requireScalarKeys(table, pathsRead(request));
  const { partition, sort } = readKeyCondition(condition, table);
  const partitionBytes = conditionBytes(table.partitionKey, partition);
  const whole = sort && table.sortKey ? sortRange(table.sortKey, sort) : wholePartition(table);
  const direction = { ascending: input.ScanIndexForward !== false };
  const start = readStartKey(table, input);
  const isLast = (place: ItemKey) => isEmptyRange(rangeAfter(place.sort, whole, direction));
  const hasFarEnd = sort !== undefined && isClosed(sort);
  if (start && (!isInside(start, partitionBytes, whole) || (hasFarEnd && isLast(start)))) {
    throw invalid('The provided starting key does not match the range key predicate');
  }
  const range = start ? rangeAfter(start.sort, whole, direction) : whole;
  refuseKeyInFilter(table, request.filter);
  checkSelect(input);
  const rows = store.items.inPartition(table, partitionBytes, range, direction);
  // The item at the end of a closed range, or the only one there can be, is the last for certain.
  const isEnd = (item: Item) => (hasFarEnd || !table.sortKey) && isLast(itemKey(table, item));
  return readPage({ table, rows, isEnd }, request, input);
}

function bindKeyCondition(input: Input, placeholders: Placeholders): Condition {
  const text = optionalText(input, KIND);
  if (text !== undefined) return bindCondition(KIND, parsedCondition(KIND, text), placeholders);
  placeholders.requireAllUsed();
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

/** Whether the range of a condition includes its end; of equality DynamoDB takes no notice here. */
function isClosed(sort: SortCondition): boolean {
  if (sort.kind === 'compare') return sort.operator === '<=' || sort.operator === '>=';
  return sort.kind === 'between';
}

function isInside(place: ItemKey, partition: Buffer, { from, before }: SortRange): boolean {
  return (
    place.partition.equals(partition) &&
    Buffer.compare(place.sort, from) >= 0 &&
    Buffer.compare(place.sort, before) < 0
  );
}

import { notImplemented } from '../../service.ts';
import type { Item } from '../attribute-value.ts';
import { invalid } from '../errors.ts';
import { bindCondition } from '../expression/bind-condition.ts';
import type { Condition } from '../expression/condition.ts';
import { pathsOf } from '../expression/condition.ts';
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
import { checkLimit, checkSelect, readPage, readPageRequest } from './page.ts';
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
  const { partition, sort } = readKeyCondition(condition, table);
  const partitionBytes = conditionBytes(table.partitionKey, partition);
  const whole = sort && table.sortKey ? sortRange(table.sortKey, sort) : wholePartition(table);
  const direction = { ascending: input.ScanIndexForward !== false };
  const start = readStartKey(table, input);
  if (start) requireInside(start, { partition: partitionBytes, range: whole });
  const range = start ? rangeAfter(start.sort, whole, direction) : whole;
  refuseKeyInFilter(table, request.filter);
  checkSelect(input);
  const rows = store.items.inPartition(table, partitionBytes, range, direction);
  // Of the conditions that can end a page for good, DynamoDB leaves out equality.
  const isEquality = sort?.kind === 'compare' && sort.operator === '=';
  const isEnd = (item: Item) =>
    !isEquality && isEmptyRange(rangeAfter(itemKey(table, item).sort, whole, direction));
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

/** A page can only start behind a place that the query covers. */
function requireInside(start: ItemKey, query: { partition: Buffer; range: SortRange }): void {
  const { from, before } = query.range;
  const inside =
    start.partition.equals(query.partition) &&
    Buffer.compare(start.sort, from) >= 0 &&
    Buffer.compare(start.sort, before) < 0;
  if (!inside) throw invalid('The provided starting key does not match the range key predicate');
}

import type { Item } from '../attribute-value.ts';
import { consumedCapacity, readUnits, readUsage } from '../capacity.ts';
import { invalid } from '../errors.ts';
import { bindCondition } from '../expression/bind-condition.ts';
import type { Condition } from '../expression/condition.ts';
import { holds, pathsOf } from '../expression/condition.ts';
import type { DocumentPath } from '../expression/document-path.ts';
import { parsedCondition } from '../expression/parsed-expressions.ts';
import type { Placeholders } from '../expression/placeholders.ts';
import { keyOf } from '../item-key.ts';
import type { StoredItem } from '../item-store.ts';
import type { Input } from '../request-input.ts';
import { optionalInteger, optionalText } from '../request-input.ts';
import type { Table } from '../table-spec.ts';
import { projected, readProjection } from './get-item.ts';
import type { Output } from './output.ts';

/** A page ends with the item that takes it beyond this. */
const MAX_PAGE_BYTES = 1024 * 1024;
const SELECTS = ['ALL_ATTRIBUTES', 'ALL_PROJECTED_ATTRIBUTES', 'COUNT', 'SPECIFIC_ATTRIBUTES'];

/** What Query and Scan have in common: how much to read, what to leave out, what to return of the rest. */
export interface PageRequest {
  readonly limit: number;
  readonly filter: Condition | undefined;
  readonly projection: readonly DocumentPath[] | undefined;
  readonly countOnly: boolean;
}

/** Refuses a limit below one. */
export function checkLimit(input: Input): void {
  const limit = optionalInteger(input, 'Limit');
  if (limit !== undefined && limit < 1) throw invalid('Limit must be greater than or equal to 1');
}

/** Reads filter and projection, in this order, and what else a page needs. */
export function readPageRequest(input: Input, placeholders: Placeholders): PageRequest {
  const filter = readFilter(input, placeholders);
  return {
    limit: optionalInteger(input, 'Limit') ?? Number.POSITIVE_INFINITY,
    filter,
    projection: readProjection(input, placeholders),
    countOnly: input.Select === 'COUNT',
  };
}

/** The paths a page reads, of its filter and its projection. */
export function pathsRead({ filter, projection }: PageRequest): readonly DocumentPath[] {
  return [...(filter ? pathsOf(filter) : []), ...(projection ?? [])];
}

/** Where a page reads from. */
export interface PageSource {
  readonly table: Table;
  readonly rows: Iterable<StoredItem>;
  /** Whether nothing can lie behind an item, so that the page that ends with it is the last. */
  readonly isEnd: (item: Item) => boolean;
}

/** Reads items until the limit or 1 MB is reached, and answers with those that pass the filter. */
export function readPage(
  { table, rows, isEnd }: PageSource,
  request: PageRequest,
  input: Input,
): Output {
  const items: Item[] = [];
  let last: Item | undefined;
  let scanned = 0;
  let count = 0;
  let bytes = 0;
  for (const { item, size } of rows) {
    scanned += 1;
    bytes += size;
    if (!request.filter || holds(request.filter, item)) {
      count += 1;
      if (!request.countOnly) items.push(projected(request.projection, item));
    }
    if (scanned < request.limit && bytes <= MAX_PAGE_BYTES) continue;
    last = isEnd(item) ? undefined : keyOf(table, item);
    break;
  }
  const units = readUnits(bytes, { consistent: input.ConsistentRead === true });
  const capacity = consumedCapacity(
    table.name,
    units,
    optionalText(input, 'ReturnConsumedCapacity'),
  );
  return {
    body: {
      ...(!request.countOnly && { Items: items }),
      Count: count,
      ScannedCount: scanned,
      ...(last && { LastEvaluatedKey: last }),
      ...(capacity && { ConsumedCapacity: capacity }),
    },
    usage: readUsage(units),
  };
}

/** Refuses a `Select` that does not go with the projection. */
export function checkSelect(input: Input): void {
  const select = optionalText(input, 'Select');
  const hasProjection = input.ProjectionExpression != null;
  if (select === undefined) return;
  if (!SELECTS.includes(select)) {
    throw invalid(
      'Select must be ALL_ATTRIBUTES, ALL_PROJECTED_ATTRIBUTES, COUNT, or SPECIFIC_ATTRIBUTES',
    );
  }
  if (hasProjection && select !== 'SPECIFIC_ATTRIBUTES') {
    const wanted = select === 'COUNT' ? 'only the Count' : select;
    throw invalid(`Cannot specify the ProjectionExpression when choosing to get ${wanted}`);
  }
  if (select === 'ALL_PROJECTED_ATTRIBUTES') {
    throw invalid('ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName');
  }
  if (select === 'SPECIFIC_ATTRIBUTES' && !hasProjection) {
    throw invalid(
      'Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES',
    );
  }
}

function readFilter(input: Input, placeholders: Placeholders): Condition | undefined {
  const kind = 'FilterExpression';
  const text = optionalText(input, kind);
  if (text === undefined) return undefined;
  return bindCondition(kind, parsedCondition(kind, text), placeholders);
}

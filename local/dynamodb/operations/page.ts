import type { Item } from '../attribute-value.ts';
import { consumedCapacity, readUnits, readUsage } from '../capacity.ts';
import { invalid } from '../errors.ts';
import { bindCondition } from '../expression/bind-condition.ts';
import type { Condition } from '../expression/condition.ts';
import { holds } from '../expression/condition.ts';
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

/** Checks `Limit` and `Select`, which need no placeholders. */
export function checkPageParameters(input: Input): void {
  const limit = optionalInteger(input, 'Limit');
  if (limit !== undefined && limit < 1) throw invalid('Limit must be greater than or equal to 1');
  checkSelect(optionalText(input, 'Select'), input.ProjectionExpression != null);
}

/** Reads the filter of a page. */
export function readFilter(input: Input, placeholders: Placeholders): Condition | undefined {
  const kind = 'FilterExpression';
  const text = optionalText(input, kind);
  return text === undefined
    ? undefined
    : bindCondition(kind, parsedCondition(kind, text), placeholders);
}

/** Reads the rest of what a page needs, after its filter. */
export function readPageRequest(
  input: Input,
  filter: Condition | undefined,
  placeholders: Placeholders,
): PageRequest {
  return {
    limit: optionalInteger(input, 'Limit') ?? Number.POSITIVE_INFINITY,
    filter,
    projection: readProjection(input, placeholders),
    countOnly: input.Select === 'COUNT',
  };
}

/** Reads items until the limit or 1 MB is reached, and answers with those that pass the filter. */
export function readPage(
  table: Table,
  rows: Iterable<StoredItem>,
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
    last = keyOf(table, item);
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

function checkSelect(select: string | undefined, hasProjection: boolean): void {
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

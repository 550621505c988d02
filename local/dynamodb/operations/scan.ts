import { notImplemented } from '../../service.ts';
import { invalid } from '../errors.ts';
import type { ScanPosition } from '../item-store.ts';
import { SLOT_COUNT, slotOf } from '../item-store.ts';
import type { Input } from '../request-input.ts';
import { optionalInteger, refuseLegacy } from '../request-input.ts';
import type { ExpressionParameters } from '../request-placeholders.ts';
import { readPlaceholders, requireExpressions } from '../request-placeholders.ts';
import { requireScalarKeys } from '../scalar-keys.ts';
import type { Store } from '../store.ts';
import type { Output } from './output.ts';
import { checkLimit, checkSelect, pathsRead, readPage, readPageRequest } from './page.ts';
import { readStartKey } from './start-key.ts';

/** The slots one worker of a parallel scan reads. */
interface Segment {
  readonly firstSlot: number;
  readonly beforeSlot: number;
}

const EXPRESSIONS: ExpressionParameters = {
  withNames: ['FilterExpression', 'ProjectionExpression'],
  withValues: ['FilterExpression'],
};
const START_OF_SLOT = { partition: Buffer.alloc(0), sort: Buffer.alloc(0) };

/** `Scan`: every item of a table, or of one segment of it, page by page. */
export function scan(store: Store, input: Input): Output {
  refuseLegacy('Scan', input);
  const table = store.tables.require(input.TableName);
  if (input.IndexName != null) throw notImplemented('a secondary index', 'local/dynamodb');
  requireExpressions(input, EXPRESSIONS);
  checkLimit(input);
  const placeholders = readPlaceholders(input, EXPRESSIONS);
  const request = readPageRequest(input, placeholders);
  placeholders.requireAllUsed();
  const start = readStartKey(table, input);
  requireScalarKeys(table, pathsRead(request));
  checkSelect(input);
  const { firstSlot, beforeSlot } = readSegment(input);
  const startSlot = start && slotOf(start.partition);
  if (startSlot !== undefined && (startSlot < firstSlot || startSlot >= beforeSlot)) {
    throw invalid('Exclusive start key must lie within the segment');
  }
  const after: ScanPosition = start
    ? { slot: slotOf(start.partition), ...start }
    : { slot: firstSlot, ...START_OF_SLOT };
  const rows = store.items.scan(table, after, beforeSlot);
  return readPage({ table, rows, isEnd: () => false }, request, input);
}

function readSegment(input: Input): Segment {
  const segment = optionalInteger(input, 'Segment');
  const total = optionalInteger(input, 'TotalSegments');
  if (segment === undefined && total === undefined) return { firstSlot: 0, beforeSlot: SLOT_COUNT };
  if (total === undefined) {
    throw invalid('If segment is specified, total segment must also be specified');
  }
  if (segment === undefined) {
    throw invalid(
      'If total segments is specified, a particular segment must also be specified for this request',
    );
  }
  if (segment >= total) {
    throw invalid(
      `1 validation error detected: Value '${segment}' at 'segment' failed to satisfy constraint: Member must have value less than or equal to ${total - 1}`,
    );
  }
  const slotsEach = SLOT_COUNT / total;
  return {
    firstSlot: Math.floor(segment * slotsEach),
    beforeSlot: Math.floor((segment + 1) * slotsEach),
  };
}

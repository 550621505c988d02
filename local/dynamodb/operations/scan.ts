import { notImplemented } from '../../service.ts';
import { invalid } from '../errors.ts';
import type { ScanPosition } from '../item-store.ts';
import { SLOT_COUNT, slotOf } from '../item-store.ts';
import type { Input } from '../request-input.ts';
import { optionalInteger, refuseLegacy } from '../request-input.ts';
import { readPlaceholders } from '../request-placeholders.ts';
import type { Store } from '../store.ts';
import type { Output } from './output.ts';
import { checkPageParameters, readFilter, readPage, readPageRequest } from './page.ts';
import { readStartKey } from './start-key.ts';

/** The slots one worker of a parallel scan reads. */
interface Segment {
  readonly firstSlot: number;
  readonly beforeSlot: number;
}

const START_OF_SLOT = { partition: Buffer.alloc(0), sort: Buffer.alloc(0) };

/** `Scan`: every item of a table, or of one segment of it, page by page. */
export function scan(store: Store, input: Input): Output {
  refuseLegacy('Scan', input);
  const table = store.tables.require(input.TableName);
  if (input.IndexName != null) throw notImplemented('a secondary index', 'local/dynamodb');
  const { firstSlot, beforeSlot } = readSegment(input);
  checkPageParameters(input);
  const placeholders = readPlaceholders(input, {
    withNames: ['FilterExpression', 'ProjectionExpression'],
    withValues: ['FilterExpression'],
  });
  const filter = readFilter(input, placeholders);
  const request = readPageRequest(input, filter, placeholders);
  placeholders.requireAllUsed();
  const start = readStartKey(table, input);
  const after: ScanPosition = start
    ? { slot: slotOf(start.key.partition), ...start.key }
    : { slot: firstSlot, ...START_OF_SLOT };
  return readPage(table, store.items.scan(table, after, beforeSlot), request, input);
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

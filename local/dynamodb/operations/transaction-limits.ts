import { totalUnits } from '../capacity.ts';
import { invalid } from '../errors.ts';

const MAX_ENTRIES = 100;
const MAX_BYTES = 4 * 1024 * 1024;

/** Why a transaction cannot name an item twice. */
export const DUPLICATES = 'Transaction request cannot include multiple operations on one item';

/** Refuses a transaction of more than a hundred entries, of reads or of writes. */
export function requireEntryCount(count: number): void {
  if (count > MAX_ENTRIES)
    throw invalid(`Member must have length less than or equal to ${MAX_ENTRIES}`);
}

/** Refuses a transaction whose items come to more than 4 MB; `complaint` is followed by their size. */
export function requirePayload(sizes: readonly number[], complaint: string): void {
  const bytes = totalUnits(sizes, (size) => size);
  if (bytes > MAX_BYTES) throw invalid(`${complaint}${bytes}`);
}

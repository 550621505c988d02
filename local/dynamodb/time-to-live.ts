import type { Store } from './store.ts';

const BATCH = 1000;
const SECOND_MS = 1000;
/** What ended longer ago than this is taken for a mistake and stays. */
const FIVE_YEARS_S = 5 * 365 * 86_400;

/**
 * Removes every item whose time to live has ended, as DynamoDB does in the background: the removal is in
 * the table's stream, done by `dynamodb.amazonaws.com`, and costs nothing. Also forgets stream records and
 * request tokens past their time. Returns how many items were removed.
 */
export function sweepExpired(store: Store): number {
  const now = store.clock.now();
  store.log.trim(now);
  store.tokens.trim(now);
  const before = now / SECOND_MS;
  const span = { after: before - FIVE_YEARS_S, before };
  let removed = 0;
  for (const table of store.tables.all().filter(({ timeToLive }) => timeToLive !== undefined)) {
    for (;;) {
      const batch = store.items.expired(table, span, BATCH);
      if (batch.length === 0) break;
      store.write((report) => {
        for (const expired of batch) {
          store.items.delete(expired);
          report({ table, before: expired.item, after: undefined, expired: true });
        }
      });
      removed += batch.length;
    }
  }
  return removed;
}

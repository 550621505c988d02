import type { StreamRecord } from '../collect/pack-records.ts';

/** The stream of collected messages, from its writing end. */
export interface MessageStream {
  /**
   * Puts records, each at least once. Resolves with those the stream refused (throttled), to be tried
   * again; throws where a call as a whole failed, after which any of the records may have been stored.
   */
  put(records: readonly StreamRecord[]): Promise<readonly StreamRecord[]>;
}

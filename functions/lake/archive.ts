import type { KinesisStreamBatchResponse, KinesisStreamEvent } from 'aws-lambda';
import { sortMessages } from '../../shared/lake/sort-messages.ts';
import { arrivedRecords, deliverAgain } from '../../shared/stores/kinesis-event.ts';
import type { RawStore } from '../../shared/stores/raw-store.ts';
import type { EmitMetrics } from '../../shared/telemetry/metrics.ts';

/** What archiving needs. */
export interface ArchiveStores {
  readonly lake: RawStore;
  readonly quarantine: RawStore;
  readonly emitMetrics: EmitMetrics;
}

type ArchiveHandler = (event: KinesisStreamEvent) => Promise<KinesisStreamBatchResponse>;

/**
 * Writes a batch of the stream to the lake, and its unusable messages to the quarantine.
 *
 * Idempotency key: (shard, hour of arrival, first and last sequence number), the name of the object; the
 * same batch again writes nothing. A batch cut differently on a retry writes overlapping objects, which
 * readers tell apart by (source, messageId). Nothing in a record can fail a batch; a store that can't be
 * written throws, and the whole batch is delivered again until it expires.
 */
export function createArchive(stores: ArchiveStores): ArchiveHandler {
  return async (event) => {
    let archived = 0;
    // One after another: only one object's text is in memory at a time.
    for (const { to, key, lines } of sortMessages(arrivedRecords(event))) {
      await stores[to].putOnce({ key, lines });
      if (to === 'lake') archived += lines.length;
    }
    stores.emitMetrics({ MessagesArchived: archived });
    return deliverAgain([]);
  };
}

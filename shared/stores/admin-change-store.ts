import type { AdminChange } from '../govern/admin-change.ts';
import type { KeptReply } from '../govern/idempotency.ts';

/**
 * What became of a commit. `outdated`: a condition did not hold or another change was under way; nothing
 * was written, and the caller decides anew from what is stored now.
 */
export type CommitOutcome = 'committed' | 'outdated';

/** Where changes of configuration go: the only way to write the config table. */
export interface AdminChangeStore {
  /** The reply kept under a principal's key, expired ones included until they are deleted. */
  findReply(principal: string, key: string): Promise<KeptReply | undefined>;
  /** Writes the change, its audit entry and its kept reply in one transaction. */
  commit(change: AdminChange): Promise<CommitOutcome>;
}

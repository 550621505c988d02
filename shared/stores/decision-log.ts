import type { Decision } from '../resolve/decision.ts';

/** One batch of decisions, named by the records it covers. */
export interface DecisionBatch {
  readonly shardId: string;
  readonly firstSequenceNumber: string;
  readonly lastSequenceNumber: string;
  /** When the first record arrived, milliseconds: the hour it is filed under. */
  readonly arrivedAt: number;
  readonly decisions: readonly Decision[];
}

/** Where resolve writes down what it decided. Appending the same decisions twice is the same as once. */
export interface DecisionLog {
  append(batch: DecisionBatch): Promise<void>;
}

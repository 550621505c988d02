import type { Usage } from '../capacity.ts';

/** What an operation answers: the body of the reply, and what AWS would bill for it. */
export interface Output {
  readonly body: Record<string, unknown>;
  readonly usage: Usage;
}

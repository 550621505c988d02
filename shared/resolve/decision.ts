import type { RefusalReason } from './decide-links.ts';
import type { Identifier } from './identifier.ts';

/**
 * What became of a message at resolve. `applied`: it belongs to `profileId`. `duplicate`: a resend of one
 * already applied. `redelivered`: the stream brought it again, the profile's mark says it is applied (the
 * identifiers are then as the profile stands now). `unattributed`: no identifier is left to know it by.
 * `unreadable`: its content could not be read. `unstorable`: the database refuses the profile it would make.
 */
export type Outcome =
  | 'applied'
  | 'duplicate'
  | 'redelivered'
  | 'unattributed'
  | 'unreadable'
  | 'unstorable';

/** One line of the decision log: the audit of identity, and what joins a raw message to its profile. */
export interface Decision {
  readonly v: 1;
  readonly messageId: string;
  readonly source: string;
  readonly shard: string;
  readonly seq: string;
  readonly index: number;
  readonly outcome: Outcome;
  readonly profileId?: string;
  readonly accepted?: readonly Identifier[];
  readonly refused?: readonly { readonly identifier: Identifier; readonly reason: RefusalReason }[];
  /** Identifiers (`type:value`) left out because their value identifies nobody. */
  readonly blocked?: readonly string[];
  /** The message created the profile. */
  readonly created?: true;
  /** Profiles this message joined into `profileId`. */
  readonly absorbed?: readonly string[];
  /** Traits turned away for size or name. */
  readonly droppedTraits?: number;
}

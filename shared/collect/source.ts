import type { SourceKind, Trust } from './envelope.ts';

/** Where messages come from, as its write key finds it. */
export interface Source {
  readonly sourceId: string;
  readonly name: string;
  readonly kind: SourceKind;
  readonly trust: Trust;
}

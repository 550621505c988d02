import type { ComputedTrait } from '../profile/computed-trait-definition.ts';

/** One page of computed traits, ordered by key. `next` is the key to go on after, absent on the last page. */
export interface ComputedTraitPage {
  readonly computedTraits: readonly ComputedTrait[];
  readonly next?: string;
}

/** Reading computed traits; they are written by admin changes only. Every read is consistent. */
export interface ComputedTraitStore {
  find(key: string): Promise<ComputedTrait | undefined>;
  list(page: { limit: number; after?: string }): Promise<ComputedTraitPage>;
}

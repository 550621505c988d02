import type { ComputedTraitInput } from '../../../shared/profile/computed-trait-definition.ts';
import { type Api, ApiError } from '../api.ts';

const PATH = '/v1/admin/computed-traits';

/** The computed traits of the workspace, as of the last `load`. */
export interface ComputedTraits {
  all(): readonly ComputedTraitInput[];
  /** False without the scope `admin:read`: there may be more than `all` says. */
  mayRead(): boolean;
  load(): Promise<void>;
  create(input: ComputedTraitInput): Promise<void>;
}

/** Reads and creates computed traits. A token without the scope `admin:read` is told of none. */
export function computedTraits(api: Api): ComputedTraits {
  let all: readonly ComputedTraitInput[] = [];
  let mayRead = true;

  async function load(): Promise<void> {
    if (!mayRead) return;
    try {
      const page = await api.get<{ computedTraits: ComputedTraitInput[] }>(`${PATH}?limit=200`);
      all = page.computedTraits;
    } catch (error) {
      if (!(error instanceof ApiError && error.code === 'forbidden')) throw error;
      mayRead = false;
    }
  }

  return {
    all: () => all,
    mayRead: () => mayRead,
    load,
    async create(input) {
      await api.post(PATH, input);
      await load();
    },
  };
}

/** Says what a computed trait is: `sum of revenue in Order Completed`. */
export function describeComputedTrait({ definition }: ComputedTraitInput): string {
  const { type, event } = definition;
  return type === 'sum' ? `sum of ${definition.property} in ${event}` : `count of ${event}`;
}

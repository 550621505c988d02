import type { Clock } from '../kernel/clock.ts';
import type { ComputedTrait } from '../profile/computed-trait-definition.ts';
import type { ComputedTraitStore } from './computed-trait-store.ts';

const PAGE = 100;

/** Every computed trait in force, read again once older than `maxAgeSeconds`. */
export function cachedComputedTraits(
  store: ComputedTraitStore,
  options: { readonly clock: Clock; readonly maxAgeSeconds: number },
): () => Promise<readonly ComputedTrait[]> {
  let cached: { traits: readonly ComputedTrait[]; readAt: number } | undefined;
  return async () => {
    const now = options.clock.now();
    if (cached && now - cached.readAt < options.maxAgeSeconds * 1000) return cached.traits;
    cached = { traits: await listAll(store), readAt: now };
    return cached.traits;
  };
}

async function listAll(store: ComputedTraitStore): Promise<ComputedTrait[]> {
  const all: ComputedTrait[] = [];
  let after: string | undefined;
  do {
    const page = await store.list({ limit: PAGE, ...(after === undefined ? {} : { after }) });
    all.push(...page.computedTraits);
    after = page.next;
  } while (after !== undefined);
  return all;
}

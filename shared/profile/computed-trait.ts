import { type Decimal, parseDecimal } from '../kernel/decimal.ts';
import type { IncomingMessage } from '../resolve/incoming-message.ts';
import type { ComputedTrait, ComputedTraitDefinition } from './computed-trait-definition.ts';
import type { ComputedTraitState } from './profile.ts';

/** Computed traits by the event name that moves them, so that an event costs only those it concerns. */
export type ComputedTraitIndex = ReadonlyMap<string, readonly IndexedTrait[]>;

interface IndexedTrait {
  readonly key: string;
  readonly definition: ComputedTraitDefinition;
  readonly since: number;
}

/** Indexes definitions by event. */
export function indexComputedTraits(traits: readonly ComputedTrait[]): ComputedTraitIndex {
  const indexed = traits.map((trait) => ({
    key: trait.key,
    definition: trait.definition,
    since: computedSince(trait),
  }));
  return Map.groupBy(indexed, ({ definition }) => definition.event);
}

/** The generation of a computed trait, milliseconds: state of another generation is not its own. */
export function computedSince(trait: ComputedTrait): number {
  return Date.parse(trait.createdAt);
}

/**
 * Adds one track message to the computed traits it concerns; returns whether any moved. Counts and sums are
 * exact decimals and commute, so order does not matter. An event whose property is no number adds nothing.
 */
export function foldComputedTraits(
  into: Map<string, ComputedTraitState>,
  message: IncomingMessage,
  index: ComputedTraitIndex,
): boolean {
  if (message.type !== 'track' || message.event === undefined) return false;
  let changed = false;
  for (const { key, definition, since } of index.get(message.event) ?? []) {
    const amount = amountOf(message, definition);
    if (amount === undefined) continue;
    add(into, key, { value: amount, since, timestamp: message.timestamp });
    changed = true;
  }
  return changed;
}

/** Joins an absorbed profile's computed traits: sums add, the later timestamp stays. */
export function mergeComputedTraits(
  into: Map<string, ComputedTraitState>,
  from: ReadonlyMap<string, ComputedTraitState>,
): void {
  for (const [key, state] of from) add(into, key, state);
}

function amountOf(
  message: IncomingMessage,
  definition: ComputedTraitDefinition,
): Decimal | undefined {
  if (definition.type === 'count') return parseDecimal(1);
  const { properties } = message;
  return parseDecimal(
    Object.hasOwn(properties, definition.property) ? properties[definition.property] : undefined,
  );
}

/** Values of one generation add up; of two, the later one stays alone. */
function add(into: Map<string, ComputedTraitState>, key: string, state: ComputedTraitState): void {
  const existing = into.get(key);
  if (existing && existing.since > state.since) return;
  if (!existing || existing.since < state.since) {
    into.set(key, state);
    return;
  }
  const value = existing.value + state.value;
  into.set(key, { ...state, value, timestamp: Math.max(existing.timestamp, state.timestamp) });
}

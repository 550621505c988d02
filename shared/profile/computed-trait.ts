import { type Decimal, parseDecimal, ZERO } from '../kernel/decimal.ts';
import type { IncomingMessage } from '../resolve/incoming-message.ts';
import type { ComputedTrait } from './computed-trait-definition.ts';
import type { ComputedTraitState } from './profile.ts';

/** Computed traits by the event name that moves them, so that an event costs only those it concerns. */
export type ComputedTraitIndex = ReadonlyMap<string, readonly ComputedTrait[]>;

/** Indexes definitions by event. */
export function indexComputedTraits(traits: readonly ComputedTrait[]): ComputedTraitIndex {
  const index = new Map<string, ComputedTrait[]>();
  for (const trait of traits) {
    const list = index.get(trait.definition.event) ?? [];
    list.push(trait);
    index.set(trait.definition.event, list);
  }
  return index;
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
  for (const { key, definition } of index.get(message.event) ?? []) {
    const amount =
      definition.type === 'count'
        ? parseDecimal(1)
        : parseDecimal(
            Object.hasOwn(message.properties, definition.property)
              ? message.properties[definition.property]
              : undefined,
          );
    if (amount === undefined) continue;
    add(into, key, { value: amount, timestamp: message.timestamp });
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

function add(into: Map<string, ComputedTraitState>, key: string, state: ComputedTraitState): void {
  const existing = into.get(key);
  const value: Decimal = (existing?.value ?? ZERO) + state.value;
  into.set(key, { value, timestamp: Math.max(existing?.timestamp ?? 0, state.timestamp) });
}

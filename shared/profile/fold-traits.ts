import type { Trait } from './profile.ts';

/** The most a profile's traits may weigh together as stored, and the most of one trait's name; bytes. */
const MAX_TRAITS_BYTES = 32_768;
const MAX_NAME_BYTES = 256;
/** What a stored trait weighs besides name, value and source: timestamp, message hash, DynamoDB's own overhead. */
const TRAIT_OVERHEAD_BYTES = 32;

/** A trait as one message states it; `value` null unsets. */
export interface StatedTraits {
  readonly traits: Readonly<Record<string, unknown>>;
  readonly timestamp: number;
  readonly source: string;
  readonly by: string;
}

/** What folding did: whether any trait changed, and how many were turned away for size or name. */
export interface TraitFold {
  readonly changed: boolean;
  readonly dropped: number;
}

/**
 * Folds stated traits into a profile's. Per trait the later timestamp wins, ties go to the greater message
 * hash, so any order and repetition of the same messages gives the same traits. That is why restating a
 * value counts as a change: its later timestamp must be kept, or a late older value would win. A trait that
 * would take the profile over 32 KB of traits is dropped and counted.
 */
export function foldTraits(into: Map<string, Trait>, stated: StatedTraits): TraitFold {
  let changed = false;
  let dropped = 0;
  let weight = weightOf(into);
  for (const [name, value] of Object.entries(stated.traits)) {
    const { timestamp, source, by } = stated;
    const trait: Trait = { value: value ?? undefined, timestamp, source, by };
    const existing = into.get(name);
    if (existing && !supersedes(trait, existing)) continue;
    const grown = weight - weigh(name, existing) + weigh(name, trait);
    if (!isUsableName(name) || (grown > MAX_TRAITS_BYTES && grown > weight)) {
      dropped += 1;
      continue;
    }
    into.set(name, trait);
    weight = grown;
    changed = true;
  }
  return { changed, dropped };
}

/** Joins an absorbed profile's traits by the same rule; over the budget, the ones stated longest ago go. */
export function mergeTraits(into: Map<string, Trait>, from: ReadonlyMap<string, Trait>): void {
  for (const [name, trait] of from) {
    const existing = into.get(name);
    if (!existing || supersedes(trait, existing)) into.set(name, trait);
  }
  let weight = weightOf(into);
  if (weight <= MAX_TRAITS_BYTES) return;
  for (const [name, trait] of [...into].sort(([, a], [, b]) => (supersedes(a, b) ? 1 : -1))) {
    if (weight <= MAX_TRAITS_BYTES) return;
    into.delete(name);
    weight -= weigh(name, trait);
  }
}

function supersedes(candidate: Trait, existing: Trait): boolean {
  if (candidate.timestamp !== existing.timestamp) return candidate.timestamp > existing.timestamp;
  return candidate.by > existing.by;
}

// `__proto__` as a key is dropped or worse by JavaScript code that reads the item later.
function isUsableName(name: string): boolean {
  return (
    name !== '' &&
    name !== '__proto__' &&
    name.isWellFormed() &&
    Buffer.byteLength(name) <= MAX_NAME_BYTES
  );
}

function weightOf(traits: ReadonlyMap<string, Trait>): number {
  let bytes = 0;
  for (const [name, trait] of traits) bytes += weigh(name, trait);
  return bytes;
}

function weigh(name: string, trait: Trait | undefined): number {
  if (!trait) return 0;
  const text = `${name}${JSON.stringify(trait.value) ?? ''}${trait.source}`;
  return Buffer.byteLength(text) + TRAIT_OVERHEAD_BYTES;
}

import { expect } from 'vitest';
import type { Envelope } from '../../shared/collect/envelope.ts';
import { canonicalJson } from '../../shared/kernel/canonical-json.ts';
import type { Decision } from '../../shared/resolve/decision.ts';
import {
  IDENTIFIER_TYPES,
  identifierKey,
  parseIdentifierKey,
} from '../../shared/resolve/identifier.ts';
import type { IdentityRules } from '../../shared/resolve/identity-rules.ts';
import { readIncomingMessage } from '../../shared/resolve/incoming-message.ts';
import type { MemoryProfileStore } from '../../shared/stores/memory-profile-store.ts';

/** What a race left behind. */
export interface RaceResult {
  readonly store: MemoryProfileStore;
  readonly decisions: readonly Decision[];
  readonly envelopes: readonly Envelope[];
}

/** Throws on the first broken invariant of the identity reference, 4.7. */
export function checkInvariants(
  { store, decisions, envelopes }: RaceResult,
  rules: IdentityRules,
): void {
  const rootOf = (profileId: string): string => {
    const seen = new Set<string>();
    let at = profileId;
    for (let up = store.parents().get(at); up !== undefined; up = store.parents().get(at)) {
      if (seen.has(at)) throw new Error('I1: parents form a cycle');
      seen.add(at);
      at = up;
    }
    return at;
  };
  const roots = new Map(store.roots().map((root) => [root.profileId, root]));
  for (const [key, profileId] of store.index()) {
    if (!roots.get(rootOf(profileId))?.identifiers.has(key))
      throw new Error(`I2: index leads astray, ${key}`);
  }
  for (const root of roots.values()) {
    const counts = new Map<string, number>();
    for (const key of root.identifiers.keys()) {
      const at = store.index().get(key);
      if (at === undefined || rootOf(at) !== root.profileId)
        throw new Error(`I2: ${key} is not in the index`);
      const type = parseIdentifierKey(key)?.type ?? 'userId';
      counts.set(type, (counts.get(type) ?? 0) + 1);
      if ((counts.get(type) ?? 0) > rules.limits[type])
        throw new Error(`I3: over the limit of ${type}`);
    }
  }
  checkPartition({ store, decisions, rootOf });
  checkRefusals({ store, decisions, rootOf, rules });
  checkAppliedOnce({ store, decisions, envelopes, rootOf });
}

/** I4: the final partition is what the accepted links of the decision log say. */
function checkPartition(world: {
  store: MemoryProfileStore;
  decisions: readonly Decision[];
  rootOf: (id: string) => string;
}): void {
  const union = new Map<string, string>();
  const find = (key: string): string => {
    const up = union.get(key) ?? key;
    return up === key ? key : find(up);
  };
  for (const { accepted = [] } of world.decisions) {
    const [first, ...rest] = accepted.map(identifierKey);
    if (first !== undefined) union.set(find(first), find(first));
    for (const key of rest) if (first !== undefined) union.set(find(key), find(first));
  }
  const groups = new Map<string, string[]>();
  for (const key of union.keys())
    groups.set(find(key), [...(groups.get(find(key)) ?? []), key].sort());
  const expected = [...groups.values()].map((keys) => keys.join()).sort();
  const actual = world.store
    .roots()
    .map(({ identifiers }) => [...identifiers.keys()].sort().join())
    .sort();
  expect(actual, 'I4: partition').toEqual(expected);
}

/** Sets only grow, so a link refused for a limit would still break one at the end. */
function checkRefusals(world: {
  store: MemoryProfileStore;
  decisions: readonly Decision[];
  rootOf: (id: string) => string;
  rules: IdentityRules;
}): void {
  const roots = new Map(world.store.roots().map((root) => [root.profileId, root]));
  for (const { profileId = '', refused = [] } of world.decisions) {
    for (const { identifier } of refused) {
      const key = identifierKey(identifier);
      const other = roots.get(world.rootOf(world.store.index().get(key) ?? ''));
      const own = roots.get(world.rootOf(profileId));
      const keys = new Set([
        ...(own?.identifiers.keys() ?? []),
        ...(other?.identifiers.keys() ?? []),
        key,
      ]);
      const over = IDENTIFIER_TYPES.some(
        (type) =>
          [...keys].filter((held) => held.startsWith(`${type}:`)).length > world.rules.limits[type],
      );
      if (!over || own === other) throw new Error(`I4: ${key} was refused without need`);
    }
  }
}

/** I5: each message is on exactly one profile, the one its decision names. Every message states a trait of its own. */
function checkAppliedOnce(world: {
  store: MemoryProfileStore;
  decisions: readonly Decision[];
  envelopes: readonly Envelope[];
  rootOf: (id: string) => string;
}): void {
  const homes = new Map<string, string>();
  for (const { messageId, profileId } of world.decisions) {
    if (profileId !== undefined) homes.set(messageId, world.rootOf(profileId));
  }
  const versions = new Map<string, number>();
  for (const root of world.store.roots()) versions.set(root.profileId, root.ring.recent.length);
  const expected = new Map<string, number>();
  for (const home of homes.values()) expected.set(home, (expected.get(home) ?? 0) + 1);
  expect(versions, 'I5: applied once').toEqual(expected);
}

/** With limits off, by a model that sees all messages at once: profiles are the connected components of all messages, traits their last statements. */
export function checkBatchModel({ store, envelopes }: RaceResult, rules: IdentityRules): void {
  const messages = [
    ...new Map(envelopes.map((envelope) => [envelope.messageId, envelope])).values(),
  ].map((envelope) =>
    readIncomingMessage(envelope, { position: { sequence: 0n, index: 0 }, rules }),
  );
  let people: { keys: Set<string>; messages: typeof messages }[] = [];
  for (const message of messages.filter(({ identifiers }) => identifiers.length > 0)) {
    const keys = new Set(message.identifiers.map(identifierKey));
    const [same, others] = [
      people.filter((p) => !p.keys.isDisjointFrom(keys)),
      people.filter((p) => p.keys.isDisjointFrom(keys)),
    ];
    const joined = {
      keys: new Set([...keys, ...same.flatMap((p) => [...p.keys])]),
      messages: [message, ...same.flatMap((p) => p.messages)],
    };
    people = [...others, joined];
  }
  const expected = people.map((person) => {
    const ordered = person.messages.toSorted(
      (a, b) => a.timestamp - b.timestamp || (a.hash < b.hash ? -1 : 1),
    );
    const traits = new Map(ordered.flatMap(({ traits }) => Object.entries(traits)));
    return `${[...person.keys].sort()} ${canonicalJson(Object.fromEntries(traits))}`;
  });
  const actual = store.roots().map(({ identifiers, traits }) => {
    const values = Object.fromEntries([...traits].map(([name, { value }]) => [name, value]));
    return `${[...identifiers.keys()].sort()} ${canonicalJson(values)}`;
  });
  expect(actual.sort(), 'batch model').toEqual(expected.sort());
}

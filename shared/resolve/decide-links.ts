import type { Trust } from '../collect/envelope.ts';
import type { Identifier, IdentifierType } from './identifier.ts';
import type { IdentityRules } from './identity-rules.ts';

/** What the decision needs of a profile: its id and the keys (`type:value`) of its identifiers. */
export interface IdentityNode {
  readonly profileId: string;
  readonly identifiers: { keys(): Iterable<string> };
}

export type RefusalReason = 'limit' | 'known-to-another';

/** Which profile a message belongs to, which identifiers join it, and which profiles it takes in. */
export interface LinkDecision {
  /** The profile the message belongs to; undefined means a new one. */
  readonly winner: string | undefined;
  /** Profiles that become part of the winner. */
  readonly absorbed: readonly string[];
  /** The message's identifiers that the winner now holds, and of those the ones nobody held before. */
  readonly accepted: readonly Identifier[];
  readonly added: readonly Identifier[];
  readonly refused: readonly { readonly identifier: Identifier; readonly reason: RefusalReason }[];
}

/**
 * Decides how a message's identifiers link, by greedy accept: walk them strongest type first, take each one
 * whose link keeps every limit, refuse the others. Only the offending identifier is refused, so an innocent
 * device still joins (Segment's documented rule drops the weakest first instead; identity reference, section 2).
 *
 * `identifiers` are normalised, in the order of `IDENTIFIER_TYPES`, at least one. `rootOf` gives the profile
 * that holds an identifier. The first identifier is always accepted. Of several profiles the one with a
 * userId wins, then the oldest (profileIds are ULIDs). A `standard` source never joins two profiles that
 * each have a userId, whatever the limits.
 */
export function decideLinks(
  identifiers: readonly Identifier[],
  context: {
    readonly rootOf: (identifier: Identifier) => IdentityNode | undefined;
    readonly rules: IdentityRules;
    readonly trust: Trust;
  },
): LinkDecision {
  const group = new Group(context.rules, context.trust);
  const accepted: Identifier[] = [];
  const added: Identifier[] = [];
  const refused: { identifier: Identifier; reason: RefusalReason }[] = [];
  for (const identifier of identifiers) {
    const root = context.rootOf(identifier);
    const reason = group.tryAdd(identifier, root);
    if (reason) {
      refused.push({ identifier, reason });
      continue;
    }
    accepted.push(identifier);
    if (!root) added.push(identifier);
  }
  const [winner, ...absorbed] = group.roots().map((root) => root.profileId);
  return { winner, absorbed, accepted, added, refused };
}

/** The profile that is forming while identifiers are accepted one by one. */
class Group {
  readonly #rules: IdentityRules;
  readonly #trust: Trust;
  readonly #roots = new Map<string, IdentityNode>();
  readonly #counts = new Map<string, number>();

  constructor(rules: IdentityRules, trust: Trust) {
    this.#rules = rules;
    this.#trust = trust;
  }

  /** Takes the identifier in, with all its profile holds, or says why not. */
  tryAdd(identifier: Identifier, root: IdentityNode | undefined): RefusalReason | undefined {
    if (root && this.#roots.has(root.profileId)) return undefined;
    const incoming = root ? countTypes(root.identifiers.keys()) : new Map([[identifier.type, 1]]);
    if (this.#counts.size > 0) {
      const bothKnown = root && this.#counts.has('userId') && incoming.has('userId');
      if (bothKnown && this.#trust !== 'trusted') return 'known-to-another';
      if (this.#exceedsLimit(incoming)) return root ? 'known-to-another' : 'limit';
    }
    if (root) this.#roots.set(root.profileId, root);
    for (const [type, count] of incoming) {
      this.#counts.set(type, (this.#counts.get(type) ?? 0) + count);
    }
    return undefined;
  }

  roots(): IdentityNode[] {
    return [...this.#roots.values()].sort(
      (a, b) => Number(hasUserId(b)) - Number(hasUserId(a)) || (a.profileId < b.profileId ? -1 : 1),
    );
  }

  #exceedsLimit(incoming: ReadonlyMap<string, number>): boolean {
    for (const [type, count] of incoming) {
      const limit = this.#rules.limits[type as IdentifierType];
      if ((this.#counts.get(type) ?? 0) + count > limit) return true;
    }
    return false;
  }
}

function countTypes(keys: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) {
    const type = key.slice(0, key.indexOf(':'));
    counts.set(type, (counts.get(type) ?? 0) + 1);
  }
  return counts;
}

function hasUserId(node: IdentityNode): boolean {
  for (const key of node.identifiers.keys()) if (key.startsWith('userId:')) return true;
  return false;
}

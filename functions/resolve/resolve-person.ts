import { applyMessage, type FoldRules } from '../../shared/profile/apply-message.ts';
import type { Profile } from '../../shared/profile/profile.ts';
import { decideLinks, type LinkDecision } from '../../shared/resolve/decide-links.ts';
import type { Decision, Outcome } from '../../shared/resolve/decision.ts';
import { type Identifier, identifierKey } from '../../shared/resolve/identifier.ts';
import type { IdentityRules } from '../../shared/resolve/identity-rules.ts';
import type { IncomingMessage } from '../../shared/resolve/incoming-message.ts';
import { mayBePaged } from '../../shared/resolve/message-ring.ts';
import { isReached } from '../../shared/resolve/position.ts';
import type { ProfileChange, ProfileStore } from '../../shared/stores/profile-store.ts';
import { Draft } from './draft.ts';

/** A transaction holds at most 100 items: a draft is written before the next message could make it larger. */
const MAX_STRUCTURAL_ITEMS = 80;

/** What was read for a group of messages: the profile each known identifier leads to. */
export type Reads = ReadonlyMap<string, Profile>;

/** What deciding and folding need besides the messages. */
export interface PersonContext {
  readonly store: ProfileStore;
  readonly identityRules: IdentityRules;
  readonly foldRules: FoldRules;
  readonly newId: () => string;
  /** Told of each write that happened. */
  readonly onWritten: (change: ProfileChange) => void;
  /** Seconds. */
  readonly now: number;
  /** Seconds a mark is kept: longer than the stream keeps records. */
  readonly markLifetime: number;
}

/** A decision without its place in the stream, which the caller knows. */
export type PersonDecision = Pick<
  Decision,
  'outcome' | 'profileId' | 'accepted' | 'refused' | 'created' | 'absorbed' | 'droppedTraits'
>;

/** Somebody else wrote first, or what was read is stale: read again and start over. */
export class StaleReadError extends Error {
  override readonly name = 'StaleReadError';
}

/** The database refuses what these messages would make of a profile, and would refuse it again. */
export class UnstorableError extends Error {
  override readonly name = 'UnstorableError';
}

/**
 * Applies messages that may concern one person, in order, with one write per profile.
 *
 * Idempotency key: the profile's mark per partition (redelivery) and its ring of messageIds (resends). Throws
 * `StaleReadError` when a write's condition fails; what was written until then stays, and starting over with
 * fresh reads skips it. Throws `UnstorableError` when a write is refused for good.
 */
export async function resolvePerson(
  messages: readonly IncomingMessage[],
  reads: Reads,
  context: PersonContext,
): Promise<PersonDecision[]> {
  const person = new PersonResolution(messages, reads, context);
  const decided: (() => PersonDecision)[] = [];
  for (const message of messages) decided.push(await person.take(message));
  await person.writeAll();
  return decided.map((decision) => decision());
}

class PersonResolution {
  readonly #context: PersonContext;
  readonly #reads: Reads;
  readonly #drafts = new Map<string, Draft>();
  /** Identifiers linked in this batch. */
  readonly #linked = new Map<string, Draft>();
  /** Which draft holds a partition's unwritten messages: at most one, so that writes keep each partition's order. */
  readonly #pending = new Map<string, Draft>();
  readonly #hashes: ReadonlySet<string>;
  readonly #paged = new Map<Draft, Promise<ReadonlySet<string>>>();

  constructor(messages: readonly IncomingMessage[], reads: Reads, context: PersonContext) {
    this.#hashes = new Set(messages.map(({ hash }) => hash));
    this.#reads = reads;
    this.#context = context;
  }

  /** Folds one message in. The decision is final once everything is written: merges may still move it. */
  async take(message: IncomingMessage): Promise<() => PersonDecision> {
    const known = this.#rootsOf(message.identifiers);
    const done = await this.#alreadyApplied(message, known);
    if (done) return () => this.#settled(message, done);
    const decision = decideLinks(message.identifiers, {
      rootOf: (identifier) => this.#rootOf(identifier)?.after,
      rules: this.#context.identityRules,
      trust: message.trust,
    });
    const stored = decision.absorbed.filter((id) => this.#drafts.get(id)?.root.before);
    const draft = await this.#link(decision, message);
    await this.#writeEarlier(message.partition, draft);
    const { droppedTraits, matters } = applyMessage(draft.after, message, {
      link: decision,
      rules: this.#context.foldRules,
      savedLastSeen: draft.before?.lastSeen ?? Number.NEGATIVE_INFINITY,
      arrivedAt: this.#context.now,
    });
    draft.matters ||= matters || draft.isHeavy;
    this.#pending.set(message.partition, draft);
    if (draft.isHeavy) await this.#write(draft);
    return () => ({
      outcome: 'applied',
      profileId: draft.root.profileId,
      accepted: decision.accepted,
      ...(decision.refused.length > 0 ? { refused: decision.refused } : {}),
      ...(decision.winner === undefined && draft.root === draft ? { created: true as const } : {}),
      ...(stored.length > 0 ? { absorbed: stored } : {}),
      ...(droppedTraits > 0 ? { droppedTraits } : {}),
    });
  }

  /** Writes every draft that has something worth it. */
  async writeAll(): Promise<void> {
    const roots = new Set([...this.#drafts.values()].map((draft) => draft.root));
    const writes = await Promise.allSettled([...roots].map((draft) => this.#write(draft)));
    const failed = writes.find((write) => write.status === 'rejected');
    if (failed) throw failed.reason;
  }

  /** A redelivery shows on the marks of any profile in reach: a partition is applied in order, wherever it went. */
  async #alreadyApplied(
    message: IncomingMessage,
    known: readonly Draft[],
  ): Promise<{ outcome: Outcome; draft: Draft } | undefined> {
    for (const draft of known) {
      if (isReached(draft.after.marks.get(message.partition), message.position)) {
        return { outcome: 'redelivered', draft };
      }
    }
    for (const draft of known) {
      if (await this.#hasSeen(draft, message)) return { outcome: 'duplicate', draft };
    }
    return undefined;
  }

  async #hasSeen(draft: Draft, message: IncomingMessage): Promise<boolean> {
    const { ring } = draft.after;
    if (ring.recent.includes(message.hash) || draft.hasPaged(message.hash)) return true;
    if (!mayBePaged(ring, message)) return false;
    return (await this.#pagedOf(draft)).has(message.hash);
  }

  /** Which of this batch's messages lie in a profile's pages: read once, whoever asks first. */
  #pagedOf(draft: Draft): Promise<ReadonlySet<string>> {
    const known = this.#paged.get(draft);
    if (known) return known;
    const reading = this.#context.store.findPaged(draft.after, this.#hashes);
    this.#paged.set(draft, reading);
    return reading;
  }

  #settled(message: IncomingMessage, done: { outcome: Outcome; draft: Draft }): PersonDecision {
    const draft = done.draft.root;
    const holds = (identifier: Identifier) =>
      draft.after.identifiers.has(identifierKey(identifier));
    const accepted = message.identifiers.filter(holds);
    return { outcome: done.outcome, profileId: draft.profileId, accepted };
  }

  async #link(decision: LinkDecision, message: IncomingMessage): Promise<Draft> {
    const winner = this.#drafts.get(decision.winner ?? '')?.root;
    const draft = winner ?? this.#start(new Draft({ newId: this.#context.newId() }));
    for (const profileId of decision.absorbed) {
      const absorbed = this.#drafts.get(profileId)?.root;
      if (!absorbed || absorbed === draft) continue;
      if (draft.size + absorbed.size > MAX_STRUCTURAL_ITEMS) {
        await this.#write(draft);
        await this.#write(absorbed);
      }
      draft.absorb(absorbed, { message, mergeId: this.#context.newId() });
      this.#paged.delete(draft);
    }
    if (draft.size > MAX_STRUCTURAL_ITEMS) await this.#write(draft);
    draft.add(decision.added);
    for (const identifier of decision.added) this.#linked.set(identifierKey(identifier), draft);
    return draft;
  }

  /** Earlier messages of the partition that wait on another profile go first. */
  async #writeEarlier(partition: string, draft: Draft): Promise<void> {
    const pending = this.#pending.get(partition)?.root;
    if (pending && pending !== draft) await this.#write(pending);
  }

  async #write(draft: Draft): Promise<void> {
    if (!draft.matters) return;
    const { now, markLifetime } = this.#context;
    const change = draft.change({ now, markLifetime });
    const outcome = await this.#context.store.commit(change);
    if (outcome === 'conflict') throw new StaleReadError('profile changed since it was read');
    if (outcome === 'unstorable') throw new UnstorableError('profile is refused by its store');
    this.#context.onWritten(change);
    if (change.pages.length > 0) this.#paged.delete(draft);
    draft.committed();
  }

  #rootsOf(identifiers: readonly Identifier[]): Draft[] {
    const roots = identifiers.map((identifier) => this.#rootOf(identifier));
    return [...new Set(roots.filter((root) => root !== undefined))];
  }

  #rootOf(identifier: Identifier): Draft | undefined {
    const key = identifierKey(identifier);
    const linked = this.#linked.get(key);
    if (linked) return linked.root;
    const profile = this.#reads.get(key);
    if (!profile) return undefined;
    const draft = this.#draftOf(profile);
    // The profile's own set decides; the index only leads here, and one of the two reads may be old.
    if (!draft.after.identifiers.has(key)) throw new StaleReadError('index and profile disagree');
    return draft;
  }

  #draftOf(profile: Profile): Draft {
    const existing = this.#drafts.get(profile.profileId);
    if (existing) return existing.root;
    return this.#start(new Draft(profile));
  }

  #start(draft: Draft): Draft {
    this.#drafts.set(draft.profileId, draft);
    return draft;
  }
}

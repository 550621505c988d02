import type { AdminChange, AuditEntry, ConfigRecord } from '../../shared/govern/admin-change.ts';
import { KeptReply } from '../../shared/govern/idempotency.ts';
import { mintToken } from '../../shared/govern/mint-token.ts';
import type { Scope } from '../../shared/govern/scopes.ts';
import { StoredToken } from '../../shared/govern/token.ts';
import type { ComputedTrait } from '../../shared/profile/computed-trait-definition.ts';
import type { AdminChangeStore, CommitOutcome } from '../../shared/stores/admin-change-store.ts';
import type { ComputedTraitStore } from '../../shared/stores/computed-trait-store.ts';
import type { TokenDirectory, TokenStore } from '../../shared/stores/token-store.ts';

const AT = '2026-01-01T00:00:00.000Z';

/** The config table in memory: the same conditions, the same all-or-nothing. Held to the real one by a contract test. */
export class MemoryConfig
  implements AdminChangeStore, TokenStore, TokenDirectory, ComputedTraitStore
{
  readonly audit: AuditEntry[] = [];
  readonly #records = new Map<string, ConfigRecord>();
  readonly #replies = new Map<string, KeptReply>();
  #serial = 0;

  /** Adds a token with these scopes and returns its text. */
  addToken(scopes: readonly Scope[], name = 'tester'): string {
    this.#serial += 1;
    const serial = this.#serial;
    const random = (length: number) => new Uint8Array(length).fill(serial);
    const { text, write } = mintToken({ name, scopes }, { at: AT, random });
    if (write.op === 'create') this.#records.set(`${write.kind}/${write.id}`, write.record);
    return text;
  }

  /** What is stored under `<kind>/<id>`. */
  record(path: string): ConfigRecord | undefined {
    return this.#records.get(path);
  }

  /** Everything stored, as text, to look for what must not be there. */
  dump(): string {
    return JSON.stringify([[...this.#records], this.audit]);
  }

  async findReply(principal: string, key: string): Promise<KeptReply | undefined> {
    return this.#replies.get(`${principal} ${key}`);
  }

  async commit({ writes, audit, keep }: AdminChange): Promise<CommitOutcome> {
    const holds = writes.every((write) => {
      const stored = this.#records.get(`${write.kind}/${write.id}`);
      if (write.op === 'create') return stored === undefined;
      return stored && (write.ifVersion === undefined || stored.version === write.ifVersion);
    });
    const kept = keep && this.#replies.get(`${keep.principal} ${keep.key}`);
    const isFree = kept === undefined || kept.ttl * 1000 <= Date.parse(audit.at);
    if (!holds || !isFree) return 'outdated';
    for (const write of writes) {
      if (write.op === 'delete') this.#records.delete(`${write.kind}/${write.id}`);
      else this.#records.set(`${write.kind}/${write.id}`, write.record);
    }
    if (keep) this.#replies.set(`${keep.principal} ${keep.key}`, KeptReply.parse(keep));
    this.audit.push(audit);
    return 'committed';
  }

  async findToken(id: string): Promise<StoredToken | undefined> {
    const record = this.#records.get(`token/${id}`);
    return record && StoredToken.parse(record);
  }

  async listTokens() {
    return this.#ofKind('token').map(([id, record]) => ({ id, token: StoredToken.parse(record) }));
  }

  async find(key: string): Promise<ComputedTrait | undefined> {
    const record = this.#records.get(`computed_trait/${key}`);
    return record && computedTraitOf(record);
  }

  async list({ limit, after = '' }: { limit: number; after?: string }) {
    const rest = this.#ofKind('computed_trait').filter(([key]) => key > after);
    const computedTraits = rest.slice(0, limit).map(([, record]) => computedTraitOf(record));
    return { computedTraits, next: rest.length > limit ? computedTraits.at(-1)?.key : undefined };
  }

  #ofKind(kind: string): [string, ConfigRecord][] {
    return [...this.#records]
      .filter(([path]) => path.startsWith(`${kind}/`))
      .map(([path, record]): [string, ConfigRecord] => [path.slice(kind.length + 1), record])
      .sort(([a], [b]) => (a < b ? -1 : 1));
  }
}

function computedTraitOf({ v: _, ...rest }: ConfigRecord): ComputedTrait {
  // The record was written from a ComputedTrait by the code under test.
  return rest as unknown as ComputedTrait;
}

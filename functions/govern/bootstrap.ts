import * as z from 'zod/mini';
import type { AuditEntry, ConfigWrite } from '../../shared/govern/admin-change.ts';
import type { RandomBytes } from '../../shared/govern/credential-text.ts';
import { createDefaultSources, mintDefaultWriteKeys } from '../../shared/govern/default-sources.ts';
import { mintToken } from '../../shared/govern/mint-token.ts';
import { SCOPES } from '../../shared/govern/scopes.ts';
import type { Clock } from '../../shared/kernel/clock.ts';
import { BadRequestError, ConflictError } from '../../shared/kernel/errors.ts';
import { WORKSPACE } from '../../shared/kernel/workspace.ts';
import type { AdminChangeStore } from '../../shared/stores/admin-change-store.ts';
import type { TokenDirectory } from '../../shared/stores/token-store.ts';

/** The principal of the first token, and of those that replace it. */
const ADMIN = { name: 'admin', scopes: SCOPES };

/** Who the audit names: whoever may invoke this function, whom CloudTrail knows. */
const OPERATOR = 'operator';

const BootstrapInput = z.strictObject({
  /** Replace the admin token: the old one is revoked with the same write. */
  rotateToken: z.optional(z.boolean()),
  /** Add another pair of write keys to the default sources; the old ones keep working. */
  addWriteKeys: z.optional(z.boolean()),
});

/** What an invocation created. Each text is shown this once: only hashes are stored. */
export interface BootstrapResult {
  readonly adminToken?: string;
  readonly publicWriteKey?: string;
  readonly secretWriteKey?: string;
}

/** What bootstrap needs. */
export interface BootstrapStores {
  readonly tokens: TokenDirectory;
  readonly changes: AdminChangeStore;
  readonly clock: Clock;
  readonly random: RandomBytes;
}

/**
 * Gives a new workspace its first credentials: an admin token with all scopes, and a public and a secret
 * source with a write key each. With `{}` it works once and then throws `already_bootstrapped`; the same
 * transaction that creates the sources decides, so two first calls cannot both win. With `rotateToken` or
 * `addWriteKeys` it replaces what was lost.
 */
export async function bootstrap(
  payload: unknown,
  stores: BootstrapStores & { readonly requestId: string },
): Promise<BootstrapResult> {
  const input = BootstrapInput.safeParse(payload ?? {});
  if (!input.success) {
    throw new BadRequestError(
      'invalid_bootstrap_input',
      'payload is not known, expected {}, {"rotateToken": true} or {"addWriteKeys": true}',
    );
  }
  const at = new Date(stores.clock.now()).toISOString();
  const { rotateToken = false, addWriteKeys = false } = input.data;
  if (!rotateToken && !addWriteKeys) return await firstSetup(at, stores);
  return await replaceCredentials({ at, rotateToken, addWriteKeys }, stores);
}

type Invocation = BootstrapStores & { readonly requestId: string };

async function firstSetup(at: string, invocation: Invocation): Promise<BootstrapResult> {
  const token = mintToken(ADMIN, { at, random: invocation.random });
  const { writes: writeKeys, ...keys } = mintDefaultWriteKeys(invocation.random);
  const outcome = await invocation.changes.commit({
    writes: [...createDefaultSources(at), ...writeKeys, token.write],
    audit: auditOf('workspace.bootstrap', { at, requestId: invocation.requestId }),
  });
  if (outcome === 'committed') return { adminToken: token.text, ...keys };
  throw new ConflictError(
    'already_bootstrapped',
    'workspace is bootstrapped already, expected {"rotateToken": true} or {"addWriteKeys": true}',
  );
}

async function replaceCredentials(
  wanted: { at: string; rotateToken: boolean; addWriteKeys: boolean },
  invocation: Invocation,
): Promise<BootstrapResult> {
  const { at } = wanted;
  const old = (await invocation.tokens.listTokens()).filter(
    ({ token }) => token.principal === ADMIN.name,
  );
  if (old.length === 0) {
    throw new ConflictError(
      'not_bootstrapped',
      'workspace has no admin token yet, expected {} first',
    );
  }
  const token = wanted.rotateToken
    ? mintToken(ADMIN, { at, random: invocation.random })
    : undefined;
  const { writes: writeKeys = [], ...keys } = wanted.addWriteKeys
    ? mintDefaultWriteKeys(invocation.random)
    : {};
  const revocations: ConfigWrite[] = old.map(({ id }) => ({ op: 'delete', kind: 'token', id }));
  const outcome = await invocation.changes.commit({
    writes: [...(token ? [token.write, ...revocations] : []), ...writeKeys],
    audit: auditOf('workspace.replace_credentials', { at, requestId: invocation.requestId }),
  });
  if (outcome === 'committed') return { adminToken: token?.text, ...keys };
  throw new ConflictError('write_in_progress', 'credentials are being replaced by another call');
}

function auditOf(action: string, when: { at: string; requestId: string }): AuditEntry {
  return { v: 1, principal: OPERATOR, action, resource: `workspace/${WORKSPACE}`, ...when };
}

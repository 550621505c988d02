import { setTimeout as pause } from 'node:timers/promises';
import type { AdminChange, ConfigWrite } from '../govern/admin-change.ts';
import {
  KEEP_REPLY_SECONDS,
  parseIdempotencyKey,
  replyToRepeat,
  requestFingerprint,
} from '../govern/idempotency.ts';
import { type Principal, requireScope } from '../govern/principal.ts';
import type { Clock } from '../kernel/clock.ts';
import { ConflictError } from '../kernel/errors.ts';
import type { AdminChangeStore } from '../stores/admin-change-store.ts';
import type { TokenStore } from '../stores/token-store.ts';
import type { ApiReply, TextReply } from './api-reply.ts';
import { type ApiRequest, jsonBody } from './api-request.ts';
import { authenticate } from './authenticate.ts';
import { requireMatch } from './entity-tag.ts';

/** A change as a use case decides it, before it is known whether it can be committed. */
export interface PlannedChange {
  readonly writes: readonly ConfigWrite[];
  /** `<kind>/<id>`, for the audit. */
  readonly resource: string;
  readonly version?: number;
  /** What the caller is answered once the change is committed. */
  readonly reply: TextReply;
}

/** One kind of admin call that changes something. */
export interface AdminWrite<Current extends { readonly version: number }> {
  /** For the audit: `computed_trait.create`. */
  readonly action: string;
  /** Method and path template; an `Idempotency-Key` is remembered per route. */
  readonly route: string;
  /** Parses the request. Called once the caller is known and allowed, so strangers learn nothing of the schema. */
  prepare(request: ApiRequest): PreparedWrite<Current>;
}

/** A parsed admin call. Both steps are repeated when another change came in between. */
export interface PreparedWrite<Current extends { readonly version: number }> {
  /** Reads the thing to change, consistently; undefined when there is none. */
  read(): Promise<Current | undefined>;
  /**
   * Decides the change for what was read, at `at` (ISO 8601). Throws when it cannot be (404, 409). Its
   * writes must hold only for `current`, so that a change in between makes the commit outdated.
   */
  decide(current: Current | undefined, at: string): PlannedChange;
}

/** What the write function needs. */
export interface AdminWriteStores {
  readonly tokens: TokenStore;
  readonly changes: AdminChangeStore;
  readonly clock: Clock;
}

/** How often a change is decided anew when others change the same thing at the same time. */
const MAX_ATTEMPTS = 4;

/** Milliseconds before the second attempt; it grows with each. DynamoDB settles a transaction in less. */
const PAUSE_MS = 25;

/**
 * The one way an admin call changes anything: authenticate, require `admin:write`, repeat a kept reply
 * (`Idempotency-Key`), hold `If-Match`, then commit the change, its audit entry and the kept reply in one
 * transaction.
 *
 * Two calls with one key at the same time have one effect: the second finds the reply of the first, or,
 * while that is still being written, is answered 409 `write_in_progress`. A call that failed is not
 * remembered, because it changed nothing.
 */
export async function adminWrite<Current extends { readonly version: number }>(
  request: ApiRequest,
  write: AdminWrite<Current>,
  stores: AdminWriteStores,
): Promise<ApiReply> {
  const principal = await authenticate({
    authorization: request.headers.authorization,
    tokens: stores.tokens,
  });
  requireScope(principal, 'admin:write');
  const call = callOf(request, { write, principal });
  const prepared = write.prepare(request);
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    const reply = await attemptWrite(call, prepared, stores);
    if (reply !== undefined) return reply;
    await pause(PAUSE_MS * attempt);
  }
  throw new ConflictError(
    'write_in_progress',
    'another change of the same resource is under way, expected to be repeated in a moment',
  );
}

/** The caller's side of a write, the same in every attempt. */
interface Call {
  readonly request: ApiRequest;
  readonly principal: Principal;
  readonly action: string;
  readonly key: string | undefined;
  readonly fingerprint: string;
}

function callOf(
  request: ApiRequest,
  options: { write: { readonly action: string; readonly route: string }; principal: Principal },
): Call {
  const { write, principal } = options;
  const key = parseIdempotencyKey(request.headers['idempotency-key']);
  return {
    request,
    principal,
    action: write.action,
    key: key === undefined ? undefined : `${write.route}#${key}`,
    fingerprint: requestFingerprint({
      method: request.method,
      path: request.path,
      ifMatch: request.headers['if-match'],
      body: request.body === '' ? undefined : jsonBody(request),
    }),
  };
}

async function attemptWrite<Current extends { readonly version: number }>(
  call: Call,
  prepared: PreparedWrite<Current>,
  stores: AdminWriteStores,
): Promise<ApiReply | undefined> {
  const now = stores.clock.now();
  const kept = call.key && (await stores.changes.findReply(call.principal.name, call.key));
  const repeated = kept ? replyToRepeat(kept, { fingerprint: call.fingerprint, now }) : undefined;
  if (repeated)
    return { ...repeated, headers: { ...repeated.headers, 'idempotency-replayed': 'true' } };
  const current = await prepared.read();
  const planned = prepared.decide(current, new Date(now).toISOString());
  requireMatch(call.request.headers['if-match'], current?.version);
  const outcome = await stores.changes.commit(changeOf({ call, planned, now }));
  return outcome === 'committed' ? planned.reply : undefined;
}

function changeOf(input: { call: Call; planned: PlannedChange; now: number }): AdminChange {
  const { call, planned, now } = input;
  const reply = {
    status: planned.reply.status,
    headers: { ...planned.reply.headers },
    body: planned.reply.body,
  };
  return {
    writes: planned.writes,
    audit: {
      v: 1,
      at: new Date(now).toISOString(),
      principal: call.principal.name,
      action: call.action,
      resource: planned.resource,
      version: planned.version,
      requestId: call.request.requestId,
    },
    keep:
      call.key === undefined
        ? undefined
        : {
            v: 1,
            principal: call.principal.name,
            key: call.key,
            fingerprint: call.fingerprint,
            reply,
            ttl: Math.floor(now / 1000) + KEEP_REPLY_SECONDS,
          },
  };
}

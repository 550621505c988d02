import { clientSettings } from '../../shared/collect/client-settings.ts';
import { decodeBody } from '../../shared/collect/decode-body.ts';
import type { Envelope } from '../../shared/collect/envelope.ts';
import { LIMITS } from '../../shared/collect/limits.ts';
import { type Arrival, normalizeMessages } from '../../shared/collect/normalize-messages.ts';
import { packRecords } from '../../shared/collect/pack-records.ts';
import { type ClientRequest, parseBatch, parseSingle } from '../../shared/collect/parse-request.ts';
import { type Source, UnusableSourceError } from '../../shared/collect/source.ts';
import { fallbackWriteKeyOf, writeKeyOf } from '../../shared/collect/write-key.ts';
import { type ApiReply, jsonReply } from '../../shared/http/api-reply.ts';
import {
  ForbiddenError,
  NotFoundError,
  UnauthorizedError,
  UnavailableError,
} from '../../shared/kernel/errors.ts';
import { sha256Hex } from '../../shared/kernel/hash.ts';
import type { SourceStore } from '../../shared/stores/source-store.ts';
import type { EmitMetrics } from '../../shared/telemetry/metrics.ts';
import { ACCEPTED } from './collect-reply.ts';
import type { CollectRoute } from './collect-routes.ts';
import { type PutOptions, putRecords } from './put-records.ts';

/** A request of the tracking API, free of API Gateway's event shape. */
export interface CollectRequest {
  readonly route: CollectRoute;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly body: string | undefined;
  readonly isBase64Encoded: boolean;
  readonly ip: string | undefined;
  /** API Gateway's, of its own for each request. */
  readonly requestId: string;
}

/** What collecting needs. */
export interface CollectStores extends PutOptions {
  readonly sources: SourceStore;
  readonly emitMetrics: EmitMetrics;
}

/** Milliseconds within which a request is answered, well below its function's timeout of 15 s. */
const ANSWER_WITHIN_MS = 12_000;

type MessagesRoute = Extract<CollectRoute, { kind: 'single' | 'batch' }>;

/**
 * Serves one request of the tracking API. Messages are acknowledged once the stream has **every** one of
 * them; a client that is told 503 sends all of them again.
 *
 * Idempotency key: (source, messageId), applied downstream; here a resend is stored again.
 * Throws a `CdpError` for what is refused: `unauthorized` (401), a code of `parseSingle`, `parseBatch` or
 * `decodeBody` (400), `forbidden` (403), `unavailable` (503).
 */
export async function collect(request: CollectRequest, stores: CollectStores): Promise<ApiReply> {
  const { route } = request;
  switch (route.kind) {
    case 'health':
      return jsonReply({ status: 'ok' });
    case 'client-metrics':
      return ACCEPTED;
    case 'settings':
      return serveSettings(route.writeKey, { request, stores });
    case 'single':
    case 'batch':
      return collectMessages(route, { request, stores });
    default:
      return route satisfies never;
  }
}

interface Call {
  readonly request: CollectRequest;
  readonly stores: CollectStores;
}

async function collectMessages(route: MessagesRoute, call: Call): Promise<ApiReply> {
  const { request, stores } = call;
  const deadline = stores.clock.now() + ANSWER_WITHIN_MS;
  // A key outside the body is judged before the body is looked at: guesses must cost less than messages.
  const key = writeKeyOf(request);
  const known = key === undefined ? undefined : await requireSource(key, { route, stores });
  const text = decodeBody(request);
  const sent = route.kind === 'single' ? parseSingle(text) : parseBatch(text);
  const source = known ?? (await requireSource(keyBesideHeaders(sent, request), { route, stores }));
  const arrival = arrivalOf(route, { request, sent, source, receivedAt: stores.clock.now() });
  const envelopes = normalizeMessages(sent.messages, arrival);
  const left = await putRecords(packRecords(envelopes), { ...stores, deadline });
  if (left > 0) {
    stores.log.error('messages_refused', { source: source.sourceId, records: left });
    throw new UnavailableError('messages could not be stored, expected to be sent again');
  }
  stores.emitMetrics(countsOf(envelopes));
  return ACCEPTED;
}

function keyBesideHeaders(sent: ClientRequest, request: CollectRequest): string {
  const key = fallbackWriteKeyOf({ bodyWriteKey: sent.writeKey, headers: request.headers });
  if (key === undefined) throw new UnauthorizedError('failed to read writekey from header');
  return key;
}

async function requireSource(
  writeKey: string,
  { route, stores }: { route: MessagesRoute; stores: CollectStores },
): Promise<Source> {
  const source = await findSource(writeKey, stores);
  if (source === undefined) throw new UnauthorizedError('invalid write key');
  // Nothing acts on history, so a visitor could change profiles behind everyone's back.
  if (isImport(route) && source.kind !== 'secret') {
    throw new ForbiddenError('history is imported with a secret write key, got a public one');
  }
  return source;
}

function isImport(route: MessagesRoute): boolean {
  return route.kind === 'batch' && route.mode === 'historical';
}

async function findSource(writeKey: string, stores: CollectStores): Promise<Source | undefined> {
  try {
    return await stores.sources.findByKeyHash(sha256Hex(writeKey));
  } catch (cause) {
    if (cause instanceof UnusableSourceError) {
      stores.log.error('source_unusable', { source: cause.sourceId });
      throw cause;
    }
    throw new UnavailableError('write key could not be looked up, expected to be sent again', {
      cause,
    });
  }
}

function arrivalOf(
  route: MessagesRoute,
  at: { request: CollectRequest; sent: ClientRequest; source: Source; receivedAt: number },
): Arrival {
  const { request, sent, source, receivedAt } = at;
  return {
    source,
    receivedAt,
    sentAt: sent.sentAt,
    mode: route.kind === 'batch' ? route.mode : 'live',
    type: route.kind === 'single' ? route.type : undefined,
    defaults: sent.defaults,
    ip: request.ip,
    requestId: request.requestId,
    userAgent: request.headers['user-agent']?.slice(0, LIMITS.userAgentLength),
    gpc: request.headers['sec-gpc'] === '1',
  };
}

function countsOf(envelopes: readonly Envelope[]): Record<string, number> {
  const quarantined = envelopes.filter((envelope) => envelope.quarantine !== undefined).length;
  return {
    MessagesAccepted: envelopes.length - quarantined,
    MessagesQuarantined: quarantined,
  };
}

/** Only for public keys: a secret key in a browser's address must not look as if it belonged there. */
async function serveSettings(writeKey: string, { request, stores }: Call): Promise<ApiReply> {
  const source = await findSource(writeKey, stores);
  if (source?.kind !== 'public') {
    throw new NotFoundError('source_not_found', 'write key is not that of a public source');
  }
  const settings = clientSettings({
    writeKey,
    host: request.headers.host ?? '',
    protocol: request.headers['x-forwarded-proto'] === 'http' ? 'http' : 'https',
  });
  return jsonReply(settings, { headers: { 'cache-control': 'private, max-age=300' } });
}

import { randomUUID } from 'node:crypto';
import { jsonAnswer, type WireHandler, type WireReply, type WireRequest } from '../gateway/wire.ts';
import type { Lambda } from '../lambda/lambda.ts';
import type { Meter } from '../meter/meter.ts';
import type { Place } from '../resource-model.ts';
import type { LocalClock } from '../service-options.ts';
import { proxyEvent } from './proxy-event.ts';
import { proxyReply } from './proxy-reply.ts';
import type { HttpApiConfig } from './read-http-api.ts';
import { createRouteTable, type RouteMatch } from './route-table.ts';

/** API Gateway refuses larger requests. */
const MAX_BODY_BYTES = 10 * 1024 * 1024;
/** One billed request is 512 KB. */
const BILLED_BYTES = 512 * 1024;

/** What an HTTP API runs with. */
export interface HttpApiOptions {
  readonly api: HttpApiConfig;
  readonly lambda: Lambda;
  readonly meter: Meter;
  readonly place: Place;
  readonly clock: LocalClock;
}

/** The HTTP API of the template: routes, invokes, answers, in API Gateway's own words when something fails. */
export function createHttpApi(options: HttpApiOptions): WireHandler {
  const route = createRouteTable(options.api.routes);
  return async (request) => {
    const requestId = randomUUID();
    const reply = await answer(request, { route, requestId, options });
    return { ...reply, headers: { ...reply.headers, 'apigw-requestid': requestId } };
  };
}

async function answer(
  request: WireRequest,
  at: { route: ReturnType<typeof createRouteTable>; requestId: string; options: HttpApiOptions },
): Promise<WireReply> {
  if (request.body.length > MAX_BODY_BYTES) return problem(413, 'Request Entity Too Large');
  if (!isPercentEncoding(request.path)) return problem(400, 'Bad Request');
  const match = at.route(request.method, request.path);
  if (!match) return problem(404, 'Not Found');
  const reply = await integrate(request, match, at);
  const bytes = Math.max(request.body.length, Buffer.byteLength(reply.body ?? ''));
  const billed = Math.max(1, Math.ceil(bytes / BILLED_BYTES));
  at.options.meter.add(at.options.lambda.find(match.target)?.name ?? 'http-api', {
    httpApiRequests: billed,
  });
  return reply;
}

async function integrate(
  request: WireRequest,
  match: RouteMatch,
  { requestId, options }: { requestId: string; options: HttpApiOptions },
): Promise<WireReply> {
  const { api, lambda, place, clock } = options;
  const event = proxyEvent(request, match, {
    accountId: place.account,
    apiId: api.apiId,
    stage: api.stage,
    requestId,
    now: clock.now(),
  });
  const invocation = lambda.invoke(match.target, JSON.stringify(event));
  const result = await inTime(invocation, match.timeoutMs);
  if (!result) return problem(503, 'Service Unavailable');
  const reply = result.functionError ? undefined : proxyReply(result.payload);
  return reply ?? problem(500, 'Internal Server Error');
}

async function inTime<T>(work: Promise<T>, ms: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

function problem(status: number, message: string): WireReply {
  return jsonAnswer(status, { message });
}

function isPercentEncoding(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

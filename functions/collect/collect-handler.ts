import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { ApiReply } from '../../shared/http/api-reply.ts';
import { problemReply } from '../../shared/http/problem.ts';
import { CdpError, NotFoundError, UnavailableError } from '../../shared/kernel/errors.ts';
import { errorFields } from '../../shared/telemetry/log.ts';
import { type CollectStores, collect } from './collect.ts';
import { refusal } from './collect-reply.ts';
import { type CollectRoute, collectRouteOf } from './collect-routes.ts';
import { corsHeaders, PREFLIGHT_HEADERS } from './cors.ts';

/** The collector behind an HTTP API's `$default` route (payload format 2.0). */
export type CollectHandler = (
  event: APIGatewayProxyEventV2,
) => Promise<APIGatewayProxyStructuredResultV2>;

/**
 * Answers every request that no other function has a route for, with CORS headers on each reply. It never
 * throws: a failure nobody thought of is a 503, after which SDKs send again, and not a bare 500.
 */
export function createCollectHandler(stores: CollectStores): CollectHandler {
  return async (event) => {
    const { method, path } = event.requestContext.http;
    const reply =
      method === 'OPTIONS'
        ? { status: 204, headers: PREFLIGHT_HEADERS }
        : await answer(event, { route: collectRouteOf(method, event.rawPath ?? path), stores });
    return {
      statusCode: reply.status,
      headers: {
        'x-content-type-options': 'nosniff',
        'x-request-id': event.requestContext.requestId,
        ...reply.headers,
        ...corsHeaders(event.headers.origin),
      },
      body: reply.body?.toString(),
    };
  };
}

async function answer(
  event: APIGatewayProxyEventV2,
  { route, stores }: { route: CollectRoute | undefined; stores: CollectStores },
): Promise<ApiReply> {
  const { requestId, http } = event.requestContext;
  if (route === undefined) {
    return problemReply(new NotFoundError('route_not_found', 'nothing is served here'), requestId);
  }
  const request = {
    route,
    headers: event.headers,
    query: event.queryStringParameters ?? {},
    body: event.body,
    isBase64Encoded: event.isBase64Encoded,
    ip: http.sourceIp,
    requestId,
  };
  try {
    return await collect(request, stores);
  } catch (error) {
    const known = error instanceof CdpError ? error : unexpected(error);
    if (known.status >= 500) {
      const fields = errorFields(known.cause ?? known);
      stores.log.error('collect_failed', { requestId, ...fields, code: known.code });
    }
    return route.kind === 'settings' ? problemReply(known, requestId) : refusal(known);
  }
}

function unexpected(cause: unknown): CdpError {
  return new UnavailableError('messages could not be taken, expected to be sent again', { cause });
}

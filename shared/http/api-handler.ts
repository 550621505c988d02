import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { CdpError } from '../kernel/errors.ts';
import { errorFields, type Logger } from '../telemetry/log.ts';
import type { ApiReply } from './api-reply.ts';
import { type ApiRequest, apiRequestOf } from './api-request.ts';
import { problemReply } from './problem.ts';

/** One HTTP use case: a request in, a reply out. Throws a `CdpError` to answer with its problem. */
export type Route = (request: ApiRequest) => Promise<ApiReply>;

/** A Lambda handler behind an HTTP API, ready for `middy(…)`. */
export type ApiHandler = (
  event: APIGatewayProxyEventV2,
) => Promise<APIGatewayProxyStructuredResultV2>;

/** On every reply; a route can replace each of them (the console caches its files). */
const DEFAULT_HEADERS: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=63072000',
  'x-content-type-options': 'nosniff',
};

/**
 * Wraps a route for API Gateway (payload format 2.0): parses the event, answers errors as problems and
 * adds the security headers. It never throws: a Lambda that does makes API Gateway answer a bare 500
 * without a request id. Only failures on our side are logged, by name and request id.
 */
export function apiHandler(route: Route, log: Logger): ApiHandler {
  return async (event) => {
    const request = apiRequestOf(event);
    try {
      return resultOf(await route(request), request.requestId);
    } catch (error) {
      if (!(error instanceof CdpError) || error.status >= 500) {
        log.error('request_failed', { requestId: request.requestId, ...errorFields(error) });
      }
      return resultOf(problemReply(error, request.requestId), request.requestId);
    }
  };
}

function resultOf(reply: ApiReply, requestId: string): APIGatewayProxyStructuredResultV2 {
  const binary = Buffer.isBuffer(reply.body);
  return {
    statusCode: reply.status,
    headers: { ...DEFAULT_HEADERS, 'x-request-id': requestId, ...reply.headers },
    body: Buffer.isBuffer(reply.body) ? reply.body.toString('base64') : reply.body,
    isBase64Encoded: binary,
  };
}

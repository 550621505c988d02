import type { WireRequest } from '../gateway/wire.ts';
import type { RouteMatch } from './route-table.ts';

/** Content types API Gateway hands over as text; every other body arrives base64-encoded. */
const TEXT_TYPES = /^(text\/|application\/(json|javascript|xml)\b)/i;
/** Belong to one connection and never reach a function. */
const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'proxy-connection', 'te', 'upgrade']);

/** What an event says about the API and the moment. */
export interface EventContext {
  readonly accountId: string;
  readonly apiId: string;
  readonly stage: string;
  readonly requestId: string;
  readonly now: number;
}

/**
 * The event of a Lambda proxy integration, payload format 2.0. Two habits of the real thing kept on purpose:
 * `rawPath` arrives percent-decoded, and bodies with a content coding arrive base64-encoded.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function proxyEvent(
  request: WireRequest,
  match: RouteMatch,
  context: EventContext,
): Record<string, unknown> {
  const { cookie, ...headers } = request.headers;
  const host = headers.host ?? '';
  const path = decodedPath(request.path);
  const query = queryParameters(request.rawQuery);
  return {
    version: '2.0',
    routeKey: match.routeKey,
    rawPath: path,
    rawQueryString: request.rawQuery,
    ...(cookie !== undefined && { cookies: cookie.split(/[;,] ?/).filter(Boolean) }),
    headers: {
      ...withoutHopByHop(headers),
      'x-forwarded-for': forwardedFor(request),
      'x-forwarded-port': host.split(':')[1] ?? '80',
      'x-forwarded-proto': 'http',
    },
    ...(query && { queryStringParameters: query }),
    ...(Object.keys(match.pathParameters).length > 0 && { pathParameters: match.pathParameters }),
    requestContext: {
      accountId: context.accountId,
      apiId: context.apiId,
      domainName: host.split(':')[0],
      domainPrefix: host.split('.')[0],
      http: {
        method: request.method,
        path,
        protocol: 'HTTP/1.1',
        sourceIp: request.sourceIp,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: context.requestId,
      routeKey: match.routeKey,
      stage: context.stage,
      time: commonLogTime(context.now),
      timeEpoch: context.now,
    },
    ...bodyOf(request),
  };
}

function bodyOf({ body, headers }: WireRequest): { body?: string; isBase64Encoded: boolean } {
  if (body.length === 0) return { isBase64Encoded: false };
  const coding = headers['content-encoding'] ?? 'identity';
  const isText = coding === 'identity' && TEXT_TYPES.test(headers['content-type'] ?? '');
  return { body: body.toString(isText ? 'utf8' : 'base64'), isBase64Encoded: !isText };
}

/** Throws `URIError` when the path is not valid percent-encoding. A decoded `?` cuts the path, as API Gateway does. */
function decodedPath(path: string): string {
  return decodeURIComponent(path).split('?')[0] ?? '/';
}

/** Repeated names are joined by a comma. */
function queryParameters(rawQuery: string): Record<string, string> | undefined {
  if (rawQuery === '') return undefined;
  const joined: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(rawQuery)) {
    const before = joined[name];
    joined[name] = before === undefined ? value : `${before},${value}`;
  }
  return joined;
}

function withoutHopByHop(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP_BY_HOP.has(name)));
}

function forwardedFor({ headers, sourceIp }: WireRequest): string {
  const before = headers['x-forwarded-for'];
  return before === undefined ? sourceIp : `${before}, ${sourceIp}`;
}

/** `22/Nov/2026:10:00:00 +0000` */
function commonLogTime(now: number): string {
  const [, day, month, year, time] = new Date(now).toUTCString().split(' ');
  return `${day}/${month}/${year}:${time} +0000`;
}

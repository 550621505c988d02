import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { BadRequestError } from '../kernel/errors.ts';

/** What a route needs to know of an HTTP request, free of API Gateway's event shape. */
export interface ApiRequest {
  readonly method: string;
  /** The path as API Gateway hands it over: percent-decoded once. */
  readonly path: string;
  /** What `{proxy+}` of the route matched, percent-decoded once; empty for a route without it. */
  readonly proxy: string;
  readonly query: Readonly<Record<string, string | undefined>>;
  /** Names in lower case; values of a repeated header are joined by commas. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The body as text, empty when there is none. */
  readonly body: string;
  /** API Gateway's id of this request; it is in the access log, in every problem and in the audit. */
  readonly requestId: string;
}

/** Reads an HTTP API event (payload format 2.0). */
export function apiRequestOf(event: APIGatewayProxyEventV2): ApiRequest {
  return {
    method: event.requestContext.http.method.toUpperCase(),
    path: event.rawPath,
    proxy: event.pathParameters?.proxy ?? '',
    query: event.queryStringParameters ?? {},
    headers: event.headers,
    body: bodyOf(event),
    requestId: event.requestContext.requestId,
  };
}

/** Levels of nesting of a body; no call needs half as many. */
const MAX_DEPTH = 20;

/**
 * Parses the body as JSON. Throws `invalid_json` (400) for anything else, an empty body included, and
 * `too_deep` (400) for what would exhaust the stack of whoever walks over it.
 */
export function jsonBody(request: ApiRequest): unknown {
  const body = parse(request.body);
  if (!isDeeperThan(MAX_DEPTH, body)) return body;
  throw new BadRequestError(
    'too_deep',
    `body is nested too deeply, expected at most ${MAX_DEPTH} levels`,
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new BadRequestError('invalid_json', 'body is not valid JSON', { cause });
  }
}

function isDeeperThan(levels: number, value: unknown): boolean {
  if (value === null || typeof value !== 'object') return false;
  return levels === 0 || Object.values(value).some((item) => isDeeperThan(levels - 1, item));
}

function bodyOf(event: APIGatewayProxyEventV2): string {
  if (event.body === undefined) return '';
  return event.isBase64Encoded ? Buffer.from(event.body, 'base64').toString('utf8') : event.body;
}

import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { anApiEvent } from './api-event.ts';

/** What a test says of a request; the rest is filled in as API Gateway does. */
export interface HttpEventFields {
  readonly method?: string;
  readonly path?: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Names in lower case, as API Gateway hands them over. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Text, or bytes, which arrive as base64. */
  readonly body?: string | Buffer;
}

/** A request to the tracking API as an HTTP API hands it over (payload format 2.0). */
export function anHttpEvent(fields: HttpEventFields = {}): APIGatewayProxyEventV2 {
  const { method = 'POST', path = '/v1/batch', query, headers, body } = fields;
  return anApiEvent({
    method,
    path,
    query: query && { ...query },
    headers: { host: 'api.example.com', 'x-forwarded-proto': 'https', ...headers },
    body: Buffer.isBuffer(body) ? body.toString('base64') : body,
    isBase64Encoded: Buffer.isBuffer(body),
  });
}

/** The header that Segment's SDKs authenticate with. */
export function basicAuth(writeKey: string): { authorization: string } {
  return { authorization: `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}` };
}

import type { APIGatewayProxyEventV2 } from 'aws-lambda';

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

/** A request as an HTTP API hands it to a function (payload format 2.0). */
export function anHttpEvent(fields: HttpEventFields = {}): APIGatewayProxyEventV2 {
  const { method = 'POST', path = '/v1/batch', query = {}, headers = {}, body } = fields;
  const queryString = new URLSearchParams(query).toString();
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: queryString,
    queryStringParameters: queryString === '' ? undefined : { ...query },
    headers: { host: 'api.example.com', 'x-forwarded-proto': 'https', ...headers },
    body: Buffer.isBuffer(body) ? body.toString('base64') : body,
    isBase64Encoded: Buffer.isBuffer(body),
    requestContext: {
      accountId: '000000000000',
      apiId: 'api',
      domainName: 'api.example.com',
      domainPrefix: 'api',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '203.0.113.7', userAgent: 'test' },
      requestId: 'request-1',
      routeKey: '$default',
      stage: '$default',
      time: '22/Nov/2026:10:00:02 +0000',
      timeEpoch: 1795341602000,
    },
  };
}

/** The header that Segment's SDKs authenticate with. */
export function basicAuth(writeKey: string): { authorization: string } {
  return { authorization: `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}` };
}

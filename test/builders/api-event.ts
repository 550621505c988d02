import type { APIGatewayProxyEventV2 } from 'aws-lambda';

/** An HTTP API event (payload format 2.0). `proxy` is what `{proxy+}` matched. */
export function anApiEvent(
  overrides: {
    method?: string;
    path?: string;
    proxy?: string;
    query?: Record<string, string>;
    headers?: Record<string, string>;
    body?: string;
    isBase64Encoded?: boolean;
    requestId?: string;
  } = {},
): APIGatewayProxyEventV2 {
  const { method = 'GET', path = '/', query } = overrides;
  return {
    version: '2.0',
    routeKey: `${method} ${path}`,
    rawPath: path,
    rawQueryString: new URLSearchParams(query).toString(),
    headers: overrides.headers ?? {},
    queryStringParameters: query,
    pathParameters: overrides.proxy === undefined ? undefined : { proxy: overrides.proxy },
    body: overrides.body,
    isBase64Encoded: overrides.isBase64Encoded ?? false,
    requestContext: {
      accountId: '000000000000',
      apiId: 'api',
      domainName: 'localhost',
      domainPrefix: 'localhost',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'test' },
      requestId: overrides.requestId ?? 'request-1',
      routeKey: `${method} ${path}`,
      stage: '$default',
      time: '01/Jan/2026:00:00:00 +0000',
      timeEpoch: 0,
    },
  };
}

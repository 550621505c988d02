import { mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cloud, startCloud } from '../../local/cloud.ts';
import { createRouteTable } from '../../local/http-api/route-table.ts';
import { functionResources, writeAssembly } from './template.assembly.ts';

/** Answers with the event, or with what the header `x-reply` says. */
const ECHO = `
exports.handler = async (event) => {
  const reply = event.headers['x-reply'];
  if (reply === 'throw') throw new Error('no');
  if (reply === 'slow') await new Promise((resolve) => setTimeout(resolve, 2000));
  return reply && reply !== 'slow' ? JSON.parse(reply) : event;
};`;

const ROUTES = ['GET /v1/profiles/{proxy+}', 'ANY /v1/traits', 'GET /', '$default'];

let directory: string;
let cloud: Cloud;

beforeAll(async () => {
  directory = mkdtempSync(path.join(tmpdir(), 'tributary-http-'));
  const routes = ROUTES.map((RouteKey, index) => [
    `Route${index}`,
    {
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: {
        ApiId: { Ref: 'Api' },
        RouteKey,
        Target: { 'Fn::Join': ['', ['integrations/', { Ref: 'Integration' }]] },
      },
    },
  ]);
  const assembly = writeAssembly(
    {
      app: {
        Resources: {
          ...functionResources('echo'),
          Api: {
            Type: 'AWS::ApiGatewayV2::Api',
            Properties: { Name: 'api', ProtocolType: 'HTTP' },
          },
          Stage: {
            Type: 'AWS::ApiGatewayV2::Stage',
            Properties: { ApiId: { Ref: 'Api' }, StageName: '$default', AutoDeploy: true },
          },
          Integration: {
            Type: 'AWS::ApiGatewayV2::Integration',
            Properties: {
              ApiId: { Ref: 'Api' },
              IntegrationType: 'AWS_PROXY',
              IntegrationUri: { 'Fn::GetAtt': ['echo', 'Arn'] },
              PayloadFormatVersion: '2.0',
              TimeoutInMillis: 1000,
            },
          },
          ...Object.fromEntries(routes),
        },
        Outputs: { ApiUrl: { Value: { 'Fn::GetAtt': ['Api', 'ApiEndpoint'] } } },
      },
    },
    { echo: ECHO },
  );
  cloud = await startCloud({ dataDir: directory, port: 0, assemblyDir: assembly.directory });
});

afterAll(async () => {
  await cloud.stop();
  rmSync(directory, { recursive: true });
});

// biome-ignore lint/suspicious/noExplicitAny: an event is looked into wherever a test likes
async function event(target: string, init?: RequestInit): Promise<any> {
  return (await fetch(`${cloud.outputs.ApiUrl}${target}`, init)).json();
}

function reply(value: unknown): Promise<Response> {
  return fetch(`${cloud.url}/any`, { headers: { 'x-reply': JSON.stringify(value) } });
}

describe('the event', () => {
  it('is payload format 2.0', async () => {
    const got = await event('/v1/profiles/email:ada@example.com?limit=2&include=a&include=b%20c', {
      headers: { 'User-Agent': 'test', 'X-Custom': 'One' },
    });
    expect(got).toMatchObject({
      version: '2.0',
      routeKey: 'GET /v1/profiles/{proxy+}',
      rawPath: '/v1/profiles/email:ada@example.com',
      rawQueryString: 'limit=2&include=a&include=b%20c',
      queryStringParameters: { limit: '2', include: 'a,b c' },
      pathParameters: { proxy: 'email:ada@example.com' },
      headers: { 'x-custom': 'One', 'x-forwarded-for': '127.0.0.1', 'x-forwarded-proto': 'http' },
      isBase64Encoded: false,
      requestContext: {
        accountId: '000000000000',
        apiId: expect.stringMatching(/^[0-9a-f]{10}$/),
        domainName: '127.0.0.1',
        http: {
          method: 'GET',
          path: '/v1/profiles/email:ada@example.com',
          protocol: 'HTTP/1.1',
          sourceIp: '127.0.0.1',
          userAgent: 'test',
        },
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        routeKey: 'GET /v1/profiles/{proxy+}',
        stage: '$default',
        time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
        timeEpoch: expect.any(Number),
      },
    });
    expect(got).not.toHaveProperty('body');
    expect(got).not.toHaveProperty('cookies');
    expect(got.headers).not.toHaveProperty('connection');
  });

  it('has the path percent-decoded, as HTTP APIs hand it over', async () => {
    const got = await event('/v1/profiles/userId%3Aa%2Fb%20c');
    expect(got.rawPath).toBe('/v1/profiles/userId:a/b c');
    expect(got.pathParameters).toEqual({ proxy: 'userId:a/b c' });
  });

  it('has cookies apart from headers', async () => {
    const got = await event('/any', { headers: { cookie: 'a=1; b=2' } });
    expect(got.cookies).toEqual(['a=1', 'b=2']);
    expect(got.headers).not.toHaveProperty('cookie');
  });

  it.each([
    ['application/json', false],
    ['application/json; charset=utf-8', false],
    ['text/plain;charset=UTF-8', false],
    ['application/xml', false],
    ['application/octet-stream', true],
    ['application/x-www-form-urlencoded', true],
    ['image/png', true],
  ])('has a body of type %s base64-encoded: %s', async (type, isBase64Encoded) => {
    const got = await event('/any', {
      method: 'POST',
      headers: { 'content-type': type },
      body: '{"ä":1}',
    });
    const body = isBase64Encoded ? Buffer.from('{"ä":1}').toString('base64') : '{"ä":1}';
    expect(got).toMatchObject({ body, isBase64Encoded });
  });

  it('has a gzip body base64-encoded, still compressed', async () => {
    const zipped = gzipSync('{"a":1}');
    const got = await event('/any', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      body: zipped,
    });
    expect(got).toMatchObject({ isBase64Encoded: true, body: zipped.toString('base64') });
  });
});

describe('the answer', () => {
  it('is taken apart when it has a status code', async () => {
    const response = await reply({
      statusCode: 418,
      headers: { 'X-Tea': 'green', 'content-type': 'text/html' },
      cookies: ['a=1; Path=/', 'b=2'],
      body: '<p>',
    });
    expect(response.status).toBe(418);
    expect(response.headers.get('x-tea')).toBe('green');
    expect(response.headers.get('content-type')).toBe('text/html');
    expect(response.headers.getSetCookie()).toEqual(['a=1; Path=/', 'b=2']);
    expect(await response.text()).toBe('<p>');
  });

  it('is decoded when it is base64', async () => {
    const body = Buffer.from([0, 255, 1]).toString('base64');
    const response = await reply({ statusCode: 200, body, isBase64Encoded: true });
    expect([...new Uint8Array(await response.arrayBuffer())]).toEqual([0, 255, 1]);
  });

  it('is plain text unless it says otherwise, and may be empty', async () => {
    const response = await reply({ statusCode: 204 });
    expect(response.status).toBe(204);
    expect((await reply({ statusCode: 200, body: 'x' })).headers.get('content-type')).toMatch(
      /^text\/plain/,
    );
  });

  it('is the JSON body of a 200 when it has no status code', async () => {
    const response = await reply({ fine: true });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.json()).toEqual({ fine: true });
  });

  it.each([
    ['a status that is no number', { statusCode: 'many' }],
    ['a body that is no text', { statusCode: 200, body: { a: 1 } }],
  ])('that makes no sense (%s) is an internal server error', async (_, value) => {
    const response = await reply(value);
    expect(response.status).toBe(500);
    expect(await response.json()).toEqual({ message: 'Internal Server Error' });
  });
});

describe('failure', () => {
  it('of the function is a 500 that says nothing', async () => {
    const response = await fetch(`${cloud.url}/any`, { headers: { 'x-reply': 'throw' } });
    expect(response.status).toBe(500);
    expect(await response.json()).toEqual({ message: 'Internal Server Error' });
  });

  it('to answer before the integration time-out is a 503', async () => {
    const response = await fetch(`${cloud.url}/any`, { headers: { 'x-reply': 'slow' } });
    expect(response.status).toBe(503);
    expect(await response.json()).toEqual({ message: 'Service Unavailable' });
  });

  it('of a body over 10 MB is a 413', async () => {
    const body = Buffer.alloc(10 * 1024 * 1024 + 1);
    const response = await fetch(`${cloud.url}/any`, { method: 'POST', body });
    expect(response.status).toBe(413);
    expect(await response.json()).toEqual({ message: 'Request Entity Too Large' });
  });

  it('of a path that is no percent-encoding is a 400', async () => {
    const { port } = new URL(cloud.url);
    const status = await new Promise((resolve, reject) => {
      http
        .get({ port, host: '127.0.0.1', path: '/%ff%' }, (res) => resolve(res.statusCode))
        .on('error', reject);
    });
    expect(status).toBe(400);
  });
});

describe('routing', () => {
  const table = createRouteTable(
    [
      'GET /pets/{proxy+}',
      'ANY /pets/{id}',
      'GET /pets/dog',
      'POST /pets/{id}',
      'GET /pets/{id}/toys',
      'ANY /{proxy+}',
    ].map((routeKey) => ({ routeKey, target: 'fn', timeoutMs: 1 })),
  );

  it.each([
    ['GET', '/pets/dog', 'GET /pets/dog', {}],
    ['GET', '/pets/cat', 'ANY /pets/{id}', { id: 'cat' }],
    ['POST', '/pets/cat', 'POST /pets/{id}', { id: 'cat' }],
    ['GET', '/pets/cat/toys', 'GET /pets/{id}/toys', { id: 'cat' }],
    ['GET', '/pets/cat/food', 'GET /pets/{proxy+}', { proxy: 'cat/food' }],
    ['DELETE', '/pets/cat/food', 'ANY /{proxy+}', { proxy: 'pets/cat/food' }],
    ['GET', '/pets', 'ANY /{proxy+}', { proxy: 'pets' }],
  ])('%s %s goes to %s', (method, target, routeKey, pathParameters) => {
    expect(table(method, target)).toMatchObject({ routeKey, pathParameters });
  });

  it('finds nothing for a path no route covers, and a greedy variable is never empty', () => {
    expect(table('GET', '/')).toBeUndefined();
  });

  it('falls back to $default, which has no path parameters', async () => {
    expect(await event('/nowhere', { method: 'PUT' })).toMatchObject({ routeKey: '$default' });
    expect(await event('/')).toMatchObject({ routeKey: 'GET /' });
    expect(await event('/v1/traits', { method: 'DELETE' })).toMatchObject({
      routeKey: 'ANY /v1/traits',
    });
  });

  it('counts a request for every started 512 KB', async () => {
    const before = cloud.meter.byCaller().echo?.httpApiRequests ?? 0;
    await event('/any', { method: 'POST', body: 'x'.repeat(600 * 1024) });
    expect((cloud.meter.byCaller().echo?.httpApiRequests ?? 0) - before).toBeGreaterThanOrEqual(2);
  });
});

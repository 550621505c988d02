import { describe, expect, it } from 'vitest';
import { anApiEvent } from '../../test/builders/api-event.ts';
import { NotFoundError, UnauthorizedError, UnavailableError } from '../kernel/errors.ts';
import { createLogger, silentLogger } from '../telemetry/log.ts';
import { apiHandler } from './api-handler.ts';
import { jsonReply } from './api-reply.ts';
import { type ApiRequest, jsonBody } from './api-request.ts';
import { MethodNotAllowedError } from './method-not-allowed.ts';

function failWith(error: unknown) {
  return apiHandler(async () => {
    throw error;
  }, silentLogger)(anApiEvent({ requestId: 'r-7' }));
}

describe('apiHandler', () => {
  it('hands the route a plain request, with a base64 body decoded', async () => {
    let seen: ApiRequest | undefined;
    const handler = apiHandler(async (request) => {
      seen = request;
      return jsonReply({});
    }, silentLogger);
    await handler(
      anApiEvent({
        method: 'POST',
        path: '/v1/profiles/email:a@b.example',
        proxy: 'email:a@b.example',
        query: { include: 'details' },
        headers: { authorization: 'Bearer x' },
        body: Buffer.from('{"name":"Zoë"}').toString('base64'),
        isBase64Encoded: true,
      }),
    );
    expect(seen).toMatchObject({
      method: 'POST',
      proxy: 'email:a@b.example',
      query: { include: 'details' },
      headers: { authorization: 'Bearer x' },
      body: '{"name":"Zoë"}',
      requestId: 'request-1',
    });
  });

  it('forbids caching and framing, and names the request, on success and on failure', async () => {
    const handler = apiHandler(async () => jsonReply({ ok: true }), silentLogger);
    for (const result of [await handler(anApiEvent()), await failWith(new Error('x'))]) {
      expect(result.headers).toMatchObject({
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      });
      expect(result.headers?.['x-request-id']).toBeTruthy();
    }
  });

  it('sends bytes as base64', async () => {
    const bytes = Buffer.from([0, 255, 128]);
    const handler = apiHandler(async () => ({ status: 200, body: bytes }), silentLogger);
    expect(await handler(anApiEvent())).toMatchObject({
      body: bytes.toString('base64'),
      isBase64Encoded: true,
    });
  });

  it('answers an expected error as its problem', async () => {
    const result = await failWith(new NotFoundError('profile_not_found', 'nobody is known'));
    expect(result.statusCode).toBe(404);
    expect(result.headers?.['content-type']).toBe('application/problem+json');
    expect(JSON.parse(result.body ?? '')).toEqual({
      type: 'urn:tributary:problem:profile_not_found',
      title: 'Profile not found',
      status: 404,
      detail: 'nobody is known',
      code: 'profile_not_found',
      requestId: 'r-7',
    });
  });

  it('says how to go on: authenticate, another method, later', async () => {
    expect((await failWith(new UnauthorizedError('no'))).headers).toHaveProperty(
      'www-authenticate',
    );
    expect((await failWith(new MethodNotAllowedError(['GET', 'POST']))).headers?.allow).toBe(
      'GET, POST',
    );
    expect((await failWith(new UnavailableError('busy'))).headers?.['retry-after']).toBe('1');
  });

  it('gives nothing away of an unexpected error, neither to the caller nor to the log', async () => {
    const lines: string[] = [];
    const log = createLogger({ level: 'debug', write: (line) => lines.push(line) });
    const handler = apiHandler(async () => {
      throw new RangeError('ada@example.com broke table-name-1');
    }, log);
    const result = await handler(anApiEvent({ path: '/v1/profiles/email:ada@example.com' }));
    expect(result.statusCode).toBe(500);
    expect(JSON.parse(result.body ?? '')).toMatchObject({ code: 'internal' });
    expect(`${JSON.stringify(result)}${lines}`).not.toMatch(/ada@example|table-name/);
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { event: 'request_failed', requestId: 'request-1', error: 'RangeError' },
    ]);
  });
});

describe('jsonBody', () => {
  it.each(['', '{', 'undefined', '{"a":1}}'])('refuses %j', async (body) => {
    const handler = apiHandler(async (request) => jsonReply(jsonBody(request)), silentLogger);
    const result = await handler(anApiEvent({ method: 'POST', body }));
    expect(JSON.parse(result.body ?? '')).toMatchObject({ status: 400, code: 'invalid_json' });
  });
});

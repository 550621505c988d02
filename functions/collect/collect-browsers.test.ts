import { describe, expect, it } from 'vitest';
import { aCollector, PUBLIC_KEY, SECRET_KEY } from '../../test/builders/collector.ts';
import { anHttpEvent, basicAuth } from '../../test/builders/http-event.ts';
import { aBatch, aMessage } from '../../test/builders/message.ts';

const auth = basicAuth(PUBLIC_KEY);
const post = (path: string, body: unknown, headers: Record<string, string> = auth) =>
  anHttpEvent({ path, headers, body: typeof body === 'string' ? body : JSON.stringify(body) });

describe('browsers', () => {
  const origin = 'https://shop.example.com';
  const cors = {
    'access-control-allow-origin': origin,
    'access-control-allow-credentials': 'true',
    vary: 'Origin',
  };

  it('are told by a preflight what they may send, on any path', async () => {
    for (const path of ['/v1/t', '/v1/admin/computed-traits', '/nowhere']) {
      const reply = await aCollector().handler(
        anHttpEvent({ method: 'OPTIONS', path, headers: { origin } }),
      );
      expect(reply).toMatchObject({
        statusCode: 204,
        headers: { ...cors, 'access-control-max-age': '900' },
      });
      const allowed = String(reply.headers?.['access-control-allow-headers']);
      for (const name of [
        'Authorization',
        'Content-Type',
        'X-Retry-Count',
        'AnonymousId',
        'Rsa-Retry-Reason',
      ]) {
        expect(allowed).toContain(name);
      }
    }
  });

  it.each([
    [200, { body: aBatch([]), headers: auth }],
    [400, { body: '{', headers: auth }],
    [401, { body: aBatch([]), headers: {} }],
    [404, { path: '/v1/nothing', headers: {} }],
    [404, { path: '/v1/admin/nothing', method: 'GET', headers: {} }],
  ])('can read a reply of %i', async (status, fields) => {
    const reply = await aCollector().handler(
      anHttpEvent({ ...fields, headers: { ...fields.headers, origin } }),
    );
    expect(reply).toMatchObject({ statusCode: status, headers: cors });
  });

  it('can read a reply of 503', async () => {
    const collector = aCollector({ refuse: (records) => records });
    const reply = await collector.handler(post('/v1/track', aMessage(), { ...auth, origin }));
    expect(reply).toMatchObject({ statusCode: 503, headers: cors });
  });

  it('get the settings that send the SDK to us', async () => {
    const reply = await aCollector().handler(
      anHttpEvent({
        method: 'GET',
        path: `/v1/projects/${PUBLIC_KEY}/settings`,
        headers: { origin },
      }),
    );
    expect(reply).toMatchObject({ statusCode: 200, headers: cors });
    expect(JSON.parse(reply.body ?? '').integrations).toMatchObject({
      'Segment.io': { apiKey: PUBLIC_KEY, apiHost: 'api.example.com/v1', protocol: 'https' },
    });
  });

  it('get no settings for a secret or unknown key', async () => {
    for (const key of [SECRET_KEY, 'nobody']) {
      const reply = await aCollector().handler(
        anHttpEvent({ method: 'GET', path: `/v1/projects/${key}/settings` }),
      );
      expect(reply.statusCode).toBe(404);
      expect(reply.headers).toMatchObject({ 'content-type': 'application/problem+json' });
    }
  });
});

describe('other paths', () => {
  it('answers its health without any store', async () => {
    const collector = aCollector({ sources: { findByKeyHash: () => Promise.reject(new Error()) } });
    const reply = await collector.handler(anHttpEvent({ method: 'GET', path: '/v1/health' }));
    expect(reply).toMatchObject({ statusCode: 200, body: '{"status":"ok"}' });
  });

  it.each([
    ['GET', '/v1/track'],
    ['PUT', '/v1/batch'],
    ['POST', '/'],
    ['GET', '/v1/projects//settings'],
    ['POST', '/v1/constructor'],
    ['POST', '/v1/__proto__'],
  ])('answers %s %s with a problem', async (method, path) => {
    const reply = await aCollector().handler(anHttpEvent({ method, path, headers: auth }));
    expect(reply.statusCode).toBe(404);
    expect(JSON.parse(reply.body ?? '')).toMatchObject({ status: 404, code: 'route_not_found' });
  });
});

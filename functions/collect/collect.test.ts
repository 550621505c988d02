import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readSource } from '../../shared/collect/source.ts';
import { aCollector, PUBLIC_KEY, RECEIVED_AT, SECRET_KEY } from '../../test/builders/collector.ts';
import { anHttpEvent, basicAuth } from '../../test/builders/http-event.ts';
import { aBatch, aMessage } from '../../test/builders/message.ts';

const auth = basicAuth(PUBLIC_KEY);
const post = (path: string, body: unknown, headers: Record<string, string> = auth) =>
  anHttpEvent({ path, headers, body: typeof body === 'string' ? body : JSON.stringify(body) });

describe('accepting messages', () => {
  it('answers 200 {"success":true} and keeps the exact text of each message', async () => {
    const exact =
      '{ "type":"track","event":"A","userId":"u","properties":{"n":9007199254740993,"m":1.0} }';
    const collector = aCollector();
    const reply = await collector.handler(
      post('/v1/batch', `{"batch": [${exact} ,\n${JSON.stringify(aMessage())}], "sentAt":"x"}`),
    );
    expect(reply).toMatchObject({ statusCode: 200, body: '{"success":true}' });
    const envelopes = collector.envelopes();
    expect(envelopes.map((envelope) => envelope.message).sort()).toEqual(
      [exact, JSON.stringify(aMessage())].sort(),
    );
    expect(envelopes.every((envelope) => envelope.quarantine === undefined)).toBe(true);
    expect(collector.counts).toEqual([{ MessagesAccepted: 2, MessagesQuarantined: 0 }]);
  });

  it.each([
    ['/v1/identify', 'identify'],
    ['/v1/i', 'identify'],
    ['/v1/track', 'track'],
    ['/v1/t', 'track'],
    ['/v1/page', 'page'],
    ['/v1/p', 'page'],
    ['/v1/screen', 'screen'],
    ['/v1/s', 'screen'],
    ['/v1/group', 'group'],
    ['/v1/g', 'group'],
    ['/v1/track/', 'track'],
  ])('takes %s as %s, whatever its content type', async (path, type) => {
    const collector = aCollector();
    const headers = { ...auth, 'content-type': 'text/plain' };
    const reply = await collector.handler(post(path, aMessage({ type: undefined }), headers));
    expect(reply.statusCode).toBe(200);
    expect(collector.envelopes()).toMatchObject([{ type, mode: 'live', messageId: 'm-1' }]);
  });

  it('takes an alias from /v1/alias and /v1/a', async () => {
    const alias = { userId: 'u-1', previousId: 'a-1', anonymousId: 'a-1' };
    const collector = aCollector();
    await collector.handler(post('/v1/alias', alias));
    await collector.handler(post('/v1/a', alias));
    expect(collector.envelopes().map((envelope) => [envelope.type, envelope.quarantine])).toEqual([
      ['alias', undefined],
      ['alias', undefined],
    ]);
  });

  it('takes /v1/b as a batch and /v1/import as history', async () => {
    const collector = aCollector();
    const secret = basicAuth(SECRET_KEY);
    await collector.handler(post('/v1/b', aBatch([aMessage()]), secret));
    await collector.handler(post('/v1/import', aBatch([aMessage()]), secret));
    expect(collector.envelopes().map((envelope) => envelope.mode)).toEqual(['live', 'historical']);
  });

  it('ignores client metrics without asking who sent them', async () => {
    const collector = aCollector();
    const reply = await collector.handler(anHttpEvent({ path: '/v1/m', body: '{"series":[]}' }));
    expect(reply).toMatchObject({ statusCode: 200, body: '{"success":true}' });
    expect(collector.records).toEqual([]);
  });

  it('takes gzip and plain bytes by their content, not by their headers', async () => {
    const collector = aCollector();
    const body = Buffer.from(aBatch([aMessage()]));
    for (const bytes of [body, gzipSync(body)]) {
      const reply = await collector.handler(anHttpEvent({ headers: auth, body: bytes }));
      expect(reply.statusCode).toBe(200);
    }
    expect(collector.envelopes()).toHaveLength(2);
  });

  it('says where, when, by whom and how a message arrived', async () => {
    const collector = aCollector();
    const headers = { ...basicAuth(SECRET_KEY), 'user-agent': 'node', 'sec-gpc': '1' };
    await collector.handler(post('/v1/batch', aBatch([aMessage()]), headers));
    expect(collector.envelopes()[0]).toEqual({
      v: 1,
      messageId: 'm-1',
      type: 'track',
      receivedAt: new Date(RECEIVED_AT).toISOString(),
      sentAt: '2026-11-22T10:00:01.000Z',
      timestamp: '2026-11-22T10:00:00.000Z',
      originalTimestamp: Date.parse('2026-11-22T10:00:00.000Z'),
      source: 'shop',
      kind: 'secret',
      trust: 'trusted',
      mode: 'live',
      partition: 'anonymousId:a-1',
      ip: '127.0.0.1',
      userAgent: 'node',
      gpc: true,
      message: JSON.stringify(aMessage()),
    });
  });

  it('lays a batch’s own context and integrations beside each message, as they were sent', async () => {
    const collector = aCollector();
    const batch = `{"context": {"ip" : "1.2.3.4"},"integrations":{"All":false},"batch":[${JSON.stringify(aMessage())}]}`;
    await collector.handler(post('/v1/batch', batch));
    expect(collector.envelopes()[0]?.defaults).toEqual({
      context: '{"ip" : "1.2.3.4"}',
      integrations: '{"All":false}',
    });
  });

  it('gives a message without messageId the same one on every resend', async () => {
    const collector = aCollector();
    const body = aBatch([
      aMessage({ messageId: undefined }),
      aMessage({ messageId: '', event: 'B' }),
    ]);
    await collector.handler(post('/v1/batch', body));
    await collector.handler(post('/v1/batch', body));
    const ids = collector.envelopes().map((envelope) => envelope.messageId);
    expect(new Set(ids).size).toBe(2);
    expect(ids.every((id) => /^[0-9a-f]{64}$/.test(id))).toBe(true);
  });

  it('counts each of equal messages that nothing tells apart', async () => {
    const collector = aCollector();
    const undated = aMessage({ messageId: undefined, timestamp: undefined });
    for (const requestId of ['r-1', 'r-2']) {
      const event = post('/v1/batch', aBatch([undated, undated], { sentAt: undefined }));
      const requestContext = { ...event.requestContext, requestId };
      await collector.handler({ ...event, requestContext });
    }
    const ids = collector.envelopes().map((envelope) => envelope.messageId);
    expect(new Set(ids).size).toBe(4);
  });

  it('accepts an empty batch', async () => {
    const collector = aCollector();
    expect((await collector.handler(post('/v1/batch', aBatch([])))).statusCode).toBe(200);
    expect(collector.putCalls()).toBe(0);
  });
});

describe('write keys', () => {
  it.each([
    ['Basic user name', { headers: basicAuth(PUBLIC_KEY) }],
    ['query', { query: { writeKey: PUBLIC_KEY } }],
    ['body', { body: aBatch([], { writeKey: PUBLIC_KEY }) }],
    ['X-Write-Key', { headers: { 'x-write-key': `${PUBLIC_KEY}:secret` } }],
    [
      'body, where the authorization is not Basic',
      { headers: { authorization: 'Bearer x' }, body: aBatch([], { writeKey: PUBLIC_KEY }) },
    ],
  ])('are found in the %s', async (_, fields) => {
    const reply = await aCollector().handler(anHttpEvent({ body: aBatch([]), ...fields }));
    expect(reply.statusCode).toBe(200);
  });

  it('are taken from Basic before the query, the body and X-Write-Key', async () => {
    const headers = { ...basicAuth('unknown'), 'x-write-key': PUBLIC_KEY };
    const body = aBatch([], { writeKey: PUBLIC_KEY });
    const reply = await aCollector().handler(
      anHttpEvent({ headers, body, query: { writeKey: PUBLIC_KEY } }),
    );
    expect(reply.statusCode).toBe(401);
  });

  it('are required', async () => {
    const collector = aCollector();
    const reply = await collector.handler(post('/v1/batch', aBatch([aMessage()]), {}));
    expect(reply.statusCode).toBe(401);
    expect(JSON.parse(reply.body ?? '')).toMatchObject({
      message: 'failed to read writekey from header',
    });
    expect(collector.records).toEqual([]);
  });

  it('that are not known are refused before the body is read', async () => {
    const collector = aCollector();
    const reply = await collector.handler(post('/v1/batch', '{{{', basicAuth('nobody')));
    expect(reply.statusCode).toBe(401);
    expect(JSON.parse(reply.body ?? '')).toMatchObject({ message: 'invalid write key' });
    expect(reply.headers).not.toHaveProperty('www-authenticate');
  });

  it('that cannot be looked up are answered with 503, and no key or cause is given away', async () => {
    const collector = aCollector({
      sources: {
        findByKeyHash: () => Promise.reject(new Error('table of ada@example.com is gone')),
      },
    });
    const reply = await collector.handler(post('/v1/track', aMessage()));
    expect(reply).toMatchObject({ statusCode: 503, headers: { 'retry-after': '1' } });
    expect(JSON.stringify([reply, collector.logs])).not.toMatch(/ada@|wk_pub/);
  });

  it('that are public import no history', async () => {
    const collector = aCollector();
    const inBody = aBatch([aMessage()], { writeKey: PUBLIC_KEY });
    for (const event of [post('/v1/import', '{{{'), post('/v1/import', inBody, {})]) {
      const reply = await collector.handler(event);
      expect(reply.statusCode).toBe(403);
      expect(JSON.parse(reply.body ?? '')).toEqual({
        success: false,
        code: 'forbidden',
        message: 'history is imported with a secret write key, got a public one',
      });
    }
    expect(collector.records).toEqual([]);
  });

  it('of a source that cannot be used are answered with 503, and the log names the source', async () => {
    const stored = { sourceId: 'blog', name: 'Blog', kind: 'public', trust: 'strict' };
    const collector = aCollector({ sources: { findByKeyHash: async () => readSource(stored) } });
    const reply = await collector.handler(post('/v1/track', aMessage()));
    expect(reply).toMatchObject({ statusCode: 503, headers: { 'retry-after': '1' } });
    expect(collector.logs.map((line) => JSON.parse(line))).toContainEqual(
      expect.objectContaining({ event: 'source_unusable', source: 'blog', level: 'error' }),
    );
    expect(collector.records).toEqual([]);
  });
});

describe('the stream', () => {
  const people = Array.from({ length: 40 }, (_, n) =>
    aMessage({ anonymousId: `a-${n}`, messageId: `m-${n}` }),
  );

  it('is offered again only what it refused, after a pause', async () => {
    const collector = aCollector({
      refuse: (records, call) => (call === 1 ? records.slice(0, 3) : []),
    });
    const reply = await collector.handler(post('/v1/batch', aBatch(people)));
    expect(reply.statusCode).toBe(200);
    expect(collector.putCalls()).toBe(2);
    expect(collector.pauses).toEqual([25]);
    expect(
      collector
        .envelopes()
        .map((envelope) => envelope.messageId)
        .sort(),
    ).toEqual(people.map((message) => message.messageId).sort());
  });

  it('that keeps refusing one record makes the reply 503 with Retry-After, and nothing is counted', async () => {
    const collector = aCollector({ refuse: (records) => records.slice(0, 1) });
    const reply = await collector.handler(post('/v1/batch', aBatch(people)));
    expect(reply).toMatchObject({ statusCode: 503, headers: { 'retry-after': '1' } });
    expect(collector.putCalls()).toBe(4);
    expect(collector.counts).toEqual([]);
  });

  it('that answers slowly is given up in time to tell the client so', async () => {
    const collector = aCollector({ refuse: (records) => records, putMilliseconds: 3_000 });
    const reply = await collector.handler(post('/v1/track', aMessage()));
    expect(reply).toMatchObject({ statusCode: 503, headers: { 'retry-after': '1' } });
    expect(collector.putCalls()).toBe(3);
    expect(collector.elapsed()).toBeLessThan(12_000);
  });

  it('that fails as a whole is tried again', async () => {
    const collector = aCollector({
      refuse: (_, call) => {
        if (call < 3) throw new Error('socket hang up');
        return [];
      },
    });
    expect((await collector.handler(post('/v1/track', aMessage()))).statusCode).toBe(200);
    expect(collector.envelopes()).toHaveLength(1);
  });
});

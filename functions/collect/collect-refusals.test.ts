import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { aCollector, PUBLIC_KEY } from '../../test/builders/collector.ts';
import { anHttpEvent, basicAuth } from '../../test/builders/http-event.ts';
import { aBatch, aMessage, anIdentify } from '../../test/builders/message.ts';

const auth = basicAuth(PUBLIC_KEY);
const post = (path: string, body: unknown, headers: Record<string, string> = auth) =>
  anHttpEvent({ path, headers, body: typeof body === 'string' ? body : JSON.stringify(body) });

/** Inflates to 10 MB and then fails its checksum, which is only seen by who inflates all of it. */
function aBrokenBomb(): Buffer {
  const bomb = gzipSync(Buffer.alloc(10_000_000));
  bomb.writeUInt32LE(0, bomb.length - 8);
  return bomb;
}

describe('refusing requests', () => {
  it.each([
    ['invalid_json', '{"batch":[{]}'],
    ['invalid_json', '{"batch":[{}]'],
    ['invalid_json', '[]'],
    ['invalid_json', ''],
    ['batch_missing', '{}'],
    ['batch_missing', '{"batch":{}}'],
    ['batch_missing', '{"batch":null}'],
    ['duplicate_key', '{"batch":[],"b\\u0061tch":[]}'],
    [
      'duplicate_key',
      '{"batch":[],"context":{"traits":{"email":"a@a.example","email":"b@b.example"}}}',
    ],
    ['batch_too_large', aBatch(new Array(2501).fill(1))],
    ['request_too_large', aBatch([{ x: 'x'.repeat(520_000) }])],
    [
      'batch_context_too_large',
      aBatch(new Array(2000).fill(1), { context: { x: 'x'.repeat(4000) } }),
    ],
    ['too_deep', `{"batch":[${'['.repeat(100_000)}${']'.repeat(100_000)}]}`],
  ])('says %s with 400', async (code, body) => {
    const collector = aCollector();
    const reply = await collector.handler(post('/v1/batch', body));
    expect(reply.statusCode).toBe(400);
    expect(JSON.parse(reply.body ?? '')).toMatchObject({ success: false, code });
    expect(collector.records).toEqual([]);
  });

  it.each([
    ['a byte that is no UTF-8', 'invalid_encoding', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d])],
    ['UTF-16', 'invalid_encoding', Buffer.from(`\ufeff${aBatch([])}`, 'utf16le')],
    ['gzip in gzip', 'invalid_encoding', gzipSync(gzipSync(aBatch([])))],
    ['gzip cut short', 'invalid_encoding', gzipSync(aBatch([aMessage()])).subarray(0, 30)],
    ['a compression bomb', 'request_too_large', gzipSync(Buffer.alloc(100_000_000))],
    [
      'a compression bomb, without inflating it to its broken end',
      'request_too_large',
      aBrokenBomb(),
    ],
    [
      'a single message above 32 KB',
      'message_too_large',
      JSON.stringify(aMessage({ context: { x: 'x'.repeat(33_000) } })),
    ],
  ])('refuses %s', async (_, code, body) => {
    const path = code === 'message_too_large' ? '/v1/track' : '/v1/batch';
    const reply = await aCollector().handler(anHttpEvent({ path, headers: auth, body }));
    expect(reply.statusCode).toBe(400);
    expect(JSON.parse(reply.body ?? '')).toMatchObject({ code });
  });

  it.each([
    ['a single message of 32 KB', '/v1/track', 32_768, 200],
    ['a single message one byte above', '/v1/track', 32_769, 400],
    ['a request of 500 KB', '/v1/batch', 512_000, 200],
    ['a request one byte above', '/v1/batch', 512_001, 400],
  ])('draws the line at %s', async (_, path, bytes, status) => {
    const body = path === '/v1/track' ? JSON.stringify(aMessage()) : aBatch([aMessage()]);
    const padded = body.replace(
      '{',
      `{"pad":"${'é'.repeat(1)}","fill":"${'x'.repeat(bytes - body.length - 21)}",`,
    );
    expect(Buffer.byteLength(padded)).toBe(bytes);
    for (const sent of [padded, Buffer.from(padded)]) {
      const reply = await aCollector().handler(anHttpEvent({ path, headers: auth, body: sent }));
      expect(reply.statusCode).toBe(status);
    }
  });

  it('takes 2,500 messages in one batch', async () => {
    const collector = aCollector();
    const reply = await collector.handler(post('/v1/batch', aBatch(new Array(2500).fill(1))));
    expect(reply.statusCode).toBe(200);
    expect(collector.envelopes()).toHaveLength(2500);
  });
});

describe('quarantine', () => {
  it.each([
    ['not_an_object', 7],
    ['unknown_type', aMessage({ type: 'purchase' })],
    ['missing_identifier', aMessage({ anonymousId: null })],
    ['invalid_identifier', anIdentify({ userId: '\ud800' })],
    ['too_large', aMessage({ context: { x: 'x'.repeat(33_000) } })],
    [
      'too_many_keys',
      aMessage({ context: Object.fromEntries(Array.from({ length: 1001 }, (_, n) => [n, n])) }),
    ],
  ])('keeps the exact text of a message with %s and still answers 200', async (reason, message) => {
    const collector = aCollector();
    const reply = await collector.handler(post('/v1/batch', aBatch([message, aMessage()])));
    expect(reply.statusCode).toBe(200);
    const kept = collector.envelopes().filter((envelope) => envelope.quarantine);
    expect(kept).toMatchObject([{ quarantine: { reason }, message: JSON.stringify(message) }]);
    expect(collector.counts).toEqual([{ MessagesAccepted: 1, MessagesQuarantined: 1 }]);
  });

  it('keeps messages nested deeper than 20 levels, and accepts 20', async () => {
    const nested = (levels: number) =>
      `{"type":"page","userId":"u","x":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;
    const collector = aCollector();
    await collector.handler(post('/v1/batch', `{"batch":[${nested(20)}]}`));
    await collector.handler(post('/v1/page', nested(21)));
    expect(collector.envelopes().map((envelope) => envelope.quarantine?.reason)).toEqual([
      undefined,
      'too_deep',
    ]);
  });

  it.each([
    ['of its own', '{"event":"A","userId":"u-1","userId":"u-2"}'],
    [
      'deep inside',
      '{"event":"A","userId":"u","traits":{"email":"a@a.example","email":"b@b.example"}}',
    ],
  ])(
    'keeps a message that repeats a key %s, which readers would see differently',
    async (_, message) => {
      const collector = aCollector();
      await collector.handler(post('/v1/track', message));
      expect(collector.envelopes()).toMatchObject([{ quarantine: { reason: 'duplicate_key' } }]);
    },
  );
});

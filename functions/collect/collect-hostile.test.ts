import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aCollector, SECRET_KEY } from '../../test/builders/collector.ts';
import { anHttpEvent, basicAuth } from '../../test/builders/http-event.ts';

const headers = basicAuth(SECRET_KEY);
const PATHS = [
  '/v1/track',
  '/v1/identify',
  '/v1/alias',
  '/v1/batch',
  '/v1/t',
  '/v1/b',
  '/v1/import',
];

/** Sends a body everywhere and says how it was answered; nothing may be 5xx or leave a trace in the runtime. */
async function sendEverywhere(body: string | Buffer): Promise<number[]> {
  const statuses: number[] = [];
  for (const path of PATHS) {
    const collector = aCollector();
    const reply = await collector.handler(anHttpEvent({ path, headers, body }));
    statuses.push(reply.statusCode ?? 0);
    expect([200, 400]).toContain(reply.statusCode);
    // What was acknowledged can be read back from the stream; what was refused left nothing there.
    expect(collector.envelopes().length > 0).toBe(reply.statusCode === 200 && !isEmptyBatch(body));
    expect(collector.logs).toEqual([]);
  }
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  return statuses;
}

function isEmptyBatch(body: string | Buffer): boolean {
  return /"batch":\[\s*\]/.test(body.toString());
}

const track = (rest: string): string => `{"type":"track","event":"E","userId":"u-1",${rest}}`;

describe('hostile bodies', () => {
  it.each([
    ['__proto__', track('"__proto__":{"polluted":1},"properties":{"__proto__":{"polluted":1}}')],
    [
      'constructor',
      track('"constructor":{"prototype":{"polluted":1}},"toString":1,"then":1,"toJSON":1'),
    ],
    [
      'numbers beyond doubles',
      track('"properties":{"a":9007199254740993,"b":1e400,"c":-0,"d":1e-400}'),
    ],
    ['lone surrogates', track('"properties":{"\\ud800":"\\udfff"}')],
    ['NUL', track('"properties":{"\\u0000":"\\u0000"}')],
    ['odd keys', track('"properties":{"":1,"a.b":2,"$x":3," ":4}')],
    ['a byte order mark', `\ufeff${track('"x":1')}`],
    ['a million blanks less', `${' '.repeat(400_000)}${track('"x":1')}${'\n'.repeat(50_000)}`],
    [
      'integer-like keys',
      track(`"properties":{${Array.from({ length: 900 }, (_, n) => `"${n * 65536}":1`).join()}}`),
    ],
  ])('with %s are accepted', async (_, body) => {
    const collector = aCollector();
    const reply = await collector.handler(anHttpEvent({ path: '/v1/track', headers, body }));
    expect(reply.statusCode).toBe(200);
    const [envelope] = collector.envelopes();
    expect(envelope?.quarantine).toBeUndefined();
    expect(envelope?.message).toBe(body.replace('\ufeff', '').trim());
    await sendEverywhere(body);
  });

  it.each([
    ['a raw NUL', track('"x":"\u0000"')],
    ['a lone surrogate outside an escape', track('"x":"\ud800"')],
    ['a trailing comma', track('"x":1,')],
    ['single quotes', "{'type':'track'}"],
    ['NaN', track('"x":NaN')],
    ['a comment', track('"x":1/*y*/')],
    ['two documents', `${track('"x":1')}${track('"x":1')}`],
    ['half a document', track('"x":1').slice(0, -1)],
    ['250,000 levels', '['.repeat(250_000) + ']'.repeat(250_000)],
    ['250,000 open levels', '{"a":'.repeat(100_000)],
    ['nothing', ''],
    ['blanks', ' \n'],
  ])('with %s are refused', async (_, body) => {
    expect(new Set(await sendEverywhere(body))).toEqual(new Set([400]));
  });

  it('of any JSON are answered 200 or 400', async () => {
    await fc.assert(
      fc.asyncProperty(fc.json({ stringUnit: 'binary' }), async (body) => {
        await sendEverywhere(body);
        await sendEverywhere(`{"batch":[${body}]}`);
      }),
      { numRuns: 300 },
    );
  });

  it('of any bytes are answered 200 or 400', async () => {
    const noise = fc.uint8Array({ maxLength: 200 });
    const broken = fc.tuple(noise, fc.nat()).map(([bytes, at]) => {
      const body = Buffer.from(`{"batch":[${track('"properties":{"a":[1,2,{"b":"c"}]}')}]}`);
      body.set(bytes.subarray(0, 3), at % (body.length - 3));
      return body;
    });
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          noise.map((bytes) => Buffer.from(bytes)),
          broken,
        ),
        async (body) => {
          await sendEverywhere(body);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('with hostile headers and queries are answered, never thrown at', async () => {
    const text = fc.string({ unit: 'binary', maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(text, text),
        text,
        text,
        async (extra, authorization, writeKey) => {
          const event = anHttpEvent({ headers: { ...extra, authorization }, body: '{}' });
          event.queryStringParameters = { writeKey };
          const reply = await aCollector().handler(event);
          expect([200, 400, 401]).toContain(reply.statusCode);
        },
      ),
      { numRuns: 300 },
    );
  });
});

import { gzipSync } from 'node:zlib';
import { Analytics } from '@segment/analytics-node';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { TailMessage } from '../../shared/collect/tail-message.ts';
import { aBatch, aMessage } from '../builders/message.ts';
import { readContents } from './cloud-contents.ts';
import { eventually, type RunningCloud, startRunningCloud } from './running-cloud.ts';

let running: RunningCloud;
beforeAll(async () => {
  running = await startRunningCloud();
});
afterAll(() => running?.stop());
afterEach(() => running.cloud.faults.clear());

const post = (body: string | Buffer, path = '/v1/batch', headers: Record<string, string> = {}) =>
  fetch(`${running.cloud.url}${path}`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${running.credentials.publicWriteKey}:`).toString('base64')}`,
      ...headers,
    },
    body: typeof body === 'string' ? body : new Uint8Array(body),
  });

/** Envelopes in the lake whose messageId begins with `prefix`, once there are at least `count`. */
const archived = (prefix: string, count: number) =>
  eventually(async () => {
    const { raw } = await readContents(running.cloud.url, running.cloud.outputs);
    const found = raw.filter((envelope) => envelope.messageId.startsWith(prefix));
    return found.length >= count ? found : undefined;
  });

const messages = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, n) => {
    const messageId = `${prefix}-${n}`;
    return { ...aMessage({ anonymousId: messageId }), messageId };
  });

const idsOf = (found: readonly { messageId: string }[]) =>
  [...new Set(found.map(({ messageId }) => messageId))].sort();

describe('a server with the real @segment/analytics-node', () => {
  it('sends every kind of call to the lake', async () => {
    const analytics = new Analytics({
      writeKey: running.credentials.secretWriteKey,
      host: running.cloud.url,
      maxRetries: 0,
    });
    const failures: unknown[] = [];
    analytics.on('error', (error) => failures.push(error));
    const who = { userId: 'ada', anonymousId: 'device-1' };
    analytics.identify({ ...who, messageId: 'sdk-identify', traits: { plan: 'pro' } });
    analytics.track({ ...who, messageId: 'sdk-track', event: 'Signed Up' });
    analytics.page({ ...who, messageId: 'sdk-page', name: 'Home' });
    analytics.screen({ ...who, messageId: 'sdk-screen', name: 'Home' });
    analytics.group({ ...who, messageId: 'sdk-group', groupId: 'acme' });
    analytics.alias({ userId: 'ada', previousId: 'device-1', messageId: 'sdk-alias' });
    await analytics.closeAndFlush();
    expect(failures).toEqual([]);
    const found = await archived('sdk-', 6);
    expect(found.map(({ messageId, type }) => [messageId, type]).sort()).toEqual(
      ['alias', 'group', 'identify', 'page', 'screen', 'track'].map((type) => [
        `sdk-${type}`,
        type,
      ]),
    );
    expect(new Set(found.map(({ kind, trust }) => `${kind} ${trust}`))).toEqual(
      new Set(['secret trusted']),
    );
  });
});

describe('a request over the wire', () => {
  it('arrives in the lake exactly as it was written, whatever its encoding and content type', async () => {
    const exact = (id: string) =>
      `{ "messageId":"wire-${id}", "type":"track","event":"É\\u0000\\ud83d\\ude00","userId":"u-wire",\n"properties":{"n":9007199254740993,"m":1.00,"__proto__":{"x":1}} }`;
    const batch = (id: string) => `{"batch":[ ${exact(id)} ]}`;
    await post(batch('plain'), '/v1/batch', { 'content-type': 'application/json' });
    await post(batch('text'), '/v1/b', { 'content-type': 'text/plain' });
    await post(gzipSync(batch('gzip')), '/v1/batch', { 'content-encoding': 'gzip' });
    await post(exact('single'), '/v1/t');
    const found = await archived('wire-', 4);
    expect(found.map(({ message }) => message).sort()).toEqual(
      ['plain', 'text', 'gzip', 'single'].map(exact).sort(),
    );
  });

  it('with an unusable message is accepted, and the message waits in the quarantine', async () => {
    const before = await readContents(running.cloud.url, running.cloud.outputs);
    const reply = await post(aBatch([aMessage({ anonymousId: null, messageId: 'unusable' })]));
    expect([reply.status, await reply.json()]).toEqual([200, { success: true }]);
    const after = await eventually(async () => {
      const contents = await readContents(running.cloud.url, running.cloud.outputs);
      return contents.quarantined > before.quarantined ? contents : undefined;
    });
    expect(after.raw.filter(({ messageId }) => messageId === 'unusable')).toEqual([]);
  });

  it.each([
    [400, '/v1/batch', '{"batch":[', undefined],
    [400, '/v1/batch', 'x'.repeat(600_000), undefined],
    [401, '/v1/batch', '{}', 'Basic bm9ib2R5Og=='],
    [404, '/v1/nothing', '{}', undefined],
  ])(
    'is refused with %i and readable by a page of another origin',
    async (status, path, body, authorization) => {
      const headers = {
        origin: 'https://shop.example.com',
        ...(authorization && { authorization }),
      };
      const reply = await post(body, path, headers);
      expect(reply.status).toBe(status);
      expect(reply.headers.get('access-control-allow-origin')).toBe('https://shop.example.com');
    },
  );

  it('of a browser is allowed by a preflight', async () => {
    const reply = await fetch(`${running.cloud.url}/v1/t`, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://shop.example.com',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type',
      },
    });
    expect(reply.status).toBe(204);
    expect(reply.headers.get('access-control-max-age')).toBe('900');
  });

  it('for settings is told where to send', async () => {
    const path = `/v1/projects/${running.credentials.publicWriteKey}/settings`;
    const { json } = await running.request({ path });
    const { apiHost, protocol } = json.integrations['Segment.io'];
    expect(`${protocol}://${apiHost}`).toBe(`${running.cloud.url}/v1`);
  });
});

describe('when the stream has trouble', () => {
  const strike = (kind: 'partial' | 'throttle' | 'lost-reply' | 'time-out', times: number) =>
    running.cloud.faults.add({ service: 'kinesis', operation: 'PutRecords', kind, times });

  it.each(['partial', 'throttle', 'lost-reply', 'time-out'] as const)(
    'of the kind %s once, no message is lost',
    async (kind) => {
      strike(kind, 1);
      const sent = messages(`once-${kind}`, 30);
      expect((await post(aBatch(sent))).status).toBe(200);
      expect(running.cloud.faults.struck).toHaveLength(1);
      const found = await archived(`once-${kind}`, 30);
      expect(idsOf(found)).toEqual(sent.map(({ messageId }) => messageId).sort());
    },
  );

  it('that lasts, clients are asked to come back and then lose nothing', async () => {
    strike('throttle', 4);
    const sent = messages('lasting', 5);
    const refused = await post(aBatch(sent));
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
    expect((await post(aBatch(sent))).status).toBe(200);
    expect(idsOf(await archived('lasting', 5))).toHaveLength(5);
  });
});

/** The name of the function whose construct is called so. */
function functionNamed(id: string): string {
  const found = running.cloud.resources.find(
    ({ type, logicalId }) => type === 'AWS::Lambda::Function' && logicalId.includes(id),
  );
  return found?.physicalName ?? '';
}

describe('when the lake has trouble', () => {
  it.each(['server-error', 'lost-reply', 'crash-after'] as const)(
    'of the kind %s, every message is there once the trouble is over, and once',
    async (kind) => {
      const archive = functionNamed('Archive');
      running.cloud.faults.add({ service: 's3', operation: 'PutObject', function: archive, kind });
      const sent = messages(`lake-${kind}`, 10);
      await post(aBatch(sent));
      const found = await archived(`lake-${kind}`, 10);
      expect(running.cloud.faults.struck).toHaveLength(1);
      expect(found.map(({ messageId }) => messageId).sort()).toEqual(
        sent.map(({ messageId }) => messageId).sort(),
      );
    },
  );
});

describe('the live tail', () => {
  it('shows every message once, page by page, without personal data', async () => {
    const token = running.credentials.adminToken;
    const sent = messages('tail', 25).map((message) => ({
      ...message,
      userId: 'canary@example.com',
      properties: { email: 'canary@example.com', price: 3 },
    }));
    const first = await running.request({ path: '/v1/admin/tail?limit=10', token });
    await post(aBatch(sent));
    const seen: TailMessage[] = [];
    let { cursor } = first.json;
    await eventually(async () => {
      const page = await running.request({
        path: `/v1/admin/tail?limit=10&cursor=${cursor}`,
        token,
      });
      expect(page.text).not.toContain('canary@');
      seen.push(...page.json.messages);
      cursor = page.json.cursor;
      return seen.length >= sent.length ? seen : undefined;
    });
    const ofThisTest = seen.filter(({ messageId }) => messageId.startsWith('tail-'));
    expect(ofThisTest.map(({ messageId }) => messageId).sort()).toEqual(
      sent.map(({ messageId }) => messageId).sort(),
    );
    expect(ofThisTest[0]).toMatchObject({ properties: { email: '[redacted]', price: 3 } });
  });

  it('is not for write keys', async () => {
    const { secretWriteKey: writeKey } = running.credentials;
    expect((await running.request({ path: '/v1/admin/tail', writeKey })).status).toBe(401);
  });
});

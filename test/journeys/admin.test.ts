import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type JourneyRequest, type RunningCloud, startRunningCloud } from './running-cloud.ts';

const TRAITS = '/v1/admin/computed-traits';
const ORDER_COUNT = { key: 'order_count', definition: { type: 'count', event: 'Order Completed' } };

let running: RunningCloud;
beforeAll(async () => {
  running = await startRunningCloud();
});
afterAll(() => running?.stop());

const asAdmin = (request: JourneyRequest) =>
  running.request({ token: running.credentials.adminToken, ...request });

async function bootstrap(payload: string) {
  const { BootstrapFunctionName = '' } = running.cloud.outputs;
  const result = await running.cloud.lambda.invoke(BootstrapFunctionName, payload);
  return { failed: result.functionError !== undefined, payload: JSON.parse(result.payload) };
}

describe('an administrator', () => {
  it('creates, shows, lists and deletes a computed trait', async () => {
    const created = await asAdmin({ method: 'POST', path: TRAITS, body: ORDER_COUNT });
    expect(created).toMatchObject({ status: 201, json: { ...ORDER_COUNT, version: 1 } });
    const etag = created.headers.get('etag') ?? '';
    expect((await asAdmin({ path: `${TRAITS}/order_count` })).json).toEqual(created.json);
    expect((await asAdmin({ path: TRAITS })).json).toEqual({
      computedTraits: [created.json],
      cursor: null,
    });
    const remove = { method: 'DELETE', path: `${TRAITS}/order_count` };
    const stale = await asAdmin({ ...remove, headers: { 'if-match': '"7"' } });
    expect(stale).toMatchObject({ status: 412, json: { code: 'version_mismatch' } });
    expect((await asAdmin({ ...remove, headers: { 'if-match': etag } })).status).toBe(204);
    expect((await asAdmin({ path: TRAITS })).json).toEqual({ computedTraits: [], cursor: null });
  });

  it('repeats a call safely, even at the same time', async () => {
    const call = {
      method: 'POST',
      path: TRAITS,
      body: { ...ORDER_COUNT, key: 'repeated' },
      headers: { 'idempotency-key': 'journey-1' },
    };
    const replies = await Promise.all([asAdmin(call), asAdmin(call), asAdmin(call)]);
    const again = await asAdmin(call);
    const statuses = [...replies, again].map(({ status }) => status);
    // A call that comes while another is being written may be told to wait.
    expect(statuses.filter((status) => ![201, 409].includes(status))).toEqual([]);
    expect(again).toMatchObject({ status: 201, json: { key: 'repeated' } });
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    const other = { ...call, body: { ...ORDER_COUNT, key: 'other' } };
    expect((await asAdmin(other)).json).toMatchObject({ code: 'idempotency_key_reused' });
  });

  it('reads what came in', async () => {
    const status = await asAdmin({ path: '/v1/admin/status' });
    expect(status).toMatchObject({
      status: 200,
      json: { messages: { accepted: 0 }, profiles: { current: 0 } },
    });
  });

  it('gets errors as problems, with a request id, wherever they come from', async () => {
    const wrong: [JourneyRequest, number, string][] = [
      [{ path: `${TRAITS}/nothing` }, 404, 'computed_trait_not_found'],
      [{ path: '/v1/admin/nothing' }, 404, 'route_not_found'],
      [{ path: '/console/nothing.js' }, 404, 'file_not_found'],
      [{ path: TRAITS, method: 'PUT', body: {} }, 405, 'method_not_allowed'],
      [{ path: TRAITS, method: 'POST', body: '{' }, 400, 'invalid_json'],
      [{ path: TRAITS, method: 'POST', body: {} }, 400, 'invalid_body'],
      [{ path: '/v1/admin/status?since=x' }, 400, 'invalid_query'],
    ];
    for (const [request, status, code] of wrong) {
      const reply = await asAdmin(request);
      expect(reply).toMatchObject({ status, json: { status, code } });
      expect(reply.headers.get('content-type')).toContain('application/problem+json');
      expect(reply.json.requestId).toBe(reply.headers.get('x-request-id'));
    }
  });
});

describe('everybody else', () => {
  it('reads nothing, with any other credential, on any path that needs a token', async () => {
    const { publicWriteKey, secretWriteKey, adminToken } = running.credentials;
    const paths = [
      TRAITS,
      `${TRAITS}/order_count`,
      '/v1/admin/status',
      '/v1/admin/tail',
      '/v1/profiles/email:ada@example.com',
      '/v1/profiles/email:ada@example.com/events',
    ];
    const strangers = [
      {},
      { writeKey: publicWriteKey },
      { writeKey: secretWriteKey },
      { writeKey: adminToken },
      { token: publicWriteKey },
      { token: secretWriteKey },
      { token: `${adminToken.slice(0, -1)}${adminToken.endsWith('0') ? '1' : '0'}` },
    ];
    for (const path of paths) {
      for (const stranger of strangers) {
        expect(await running.request({ path, ...stranger })).toMatchObject({
          status: 401,
          json: { code: 'unauthorized' },
        });
      }
    }
    const write = { path: TRAITS, method: 'POST', body: ORDER_COUNT };
    expect((await running.request({ ...write, writeKey: secretWriteKey })).status).toBe(401);
  });
});

describe('bootstrap', () => {
  it('has worked once and refuses to work again', async () => {
    const { failed, payload } = await bootstrap('{}');
    expect(failed).toBe(true);
    expect(payload.errorMessage).toContain('bootstrapped already');
    expect(JSON.stringify(payload)).not.toMatch(/tat_|wk_/);
  });

  it('replaces a lost token, and adds write keys that work', async () => {
    const { failed, payload } = await bootstrap('{"rotateToken":true,"addWriteKeys":true}');
    expect(failed).toBe(false);
    const status = await running.request({ path: '/v1/admin/status', token: payload.adminToken });
    expect(status.status).toBe(200);
    for (const writeKey of [payload.publicWriteKey, running.credentials.secretWriteKey]) {
      const body = { userId: 'ada', event: 'Seen' };
      const sent = await running.request({ path: '/v1/track', method: 'POST', writeKey, body });
      expect(sent.json).toEqual({ success: true });
    }
    running = { ...running, credentials: { ...running.credentials, ...payload } };
  });
});

describe('the page', () => {
  it('is served to anybody, lets nothing foreign run, and is cached by its tag', async () => {
    const page = await running.request({ path: '/' });
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
    const etag = page.headers.get('etag') ?? '';
    const again = await running.request({ path: '/', headers: { 'if-none-match': etag } });
    expect(again).toMatchObject({ status: 304, text: '' });
  });
});

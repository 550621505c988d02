import { describe, expect, it } from 'vitest';
import { apiHandler } from '../../shared/http/api-handler.ts';
import type { AdminChangeStore } from '../../shared/stores/admin-change-store.ts';
import { silentLogger } from '../../shared/telemetry/log.ts';
import { anApiEvent } from '../../test/builders/api-event.ts';
import { MemoryConfig } from '../../test/builders/memory-config.ts';
import { computedTraitsApi } from './computed-traits-api.ts';

const PATH = '/v1/admin/computed-traits';
const DAY_MS = 24 * 60 * 60 * 1000;
const ORDER_COUNT = { key: 'order_count', definition: { type: 'count', event: 'Order Completed' } };

interface Call {
  method: string;
  key?: string;
  body?: string | object;
  query?: Record<string, string>;
  headers?: Record<string, string>;
}

function anApi(options: { scopes?: readonly ('admin:read' | 'admin:write')[] } = {}) {
  const config = new MemoryConfig();
  const token = config.addToken(options.scopes ?? ['admin:read', 'admin:write']);
  const clock = { time: Date.parse('2026-01-01T00:00:00.000Z'), now: () => clock.time };
  const stores = {
    tokens: config,
    changes: config as AdminChangeStore,
    computedTraits: config,
    clock,
  };
  let requests = 0;
  const call = async ({ method, key, body, query, headers }: Call) => {
    requests += 1;
    const result = await apiHandler(
      computedTraitsApi(stores),
      silentLogger,
    )(
      anApiEvent({
        method,
        path: key === undefined ? PATH : `${PATH}/${key}`,
        proxy: key,
        query,
        headers: { authorization: `Bearer ${token}`, ...headers },
        body: typeof body === 'object' ? JSON.stringify(body) : body,
        requestId: `request-${requests}`,
      }),
    );
    return {
      status: result.statusCode,
      headers: result.headers ?? {},
      body: result.body ? JSON.parse(result.body) : undefined,
    };
  };
  return { config, clock, stores, call, token };
}

describe('computed traits API', () => {
  it('creates, shows, lists and deletes', async () => {
    const { call } = anApi();
    const created = await call({ method: 'POST', body: { ...ORDER_COUNT, name: 'Orders' } });
    expect(created).toMatchObject({
      status: 201,
      headers: { etag: '"1"', location: `${PATH}/order_count` },
      body: {
        ...ORDER_COUNT,
        name: 'Orders',
        version: 1,
        createdAt: '2026-01-01T00:00:00.000Z',
        updatedAt: '2026-01-01T00:00:00.000Z',
      },
    });
    const shown = await call({ method: 'GET', key: 'order_count' });
    expect(shown).toMatchObject({ status: 200, headers: { etag: '"1"' }, body: created.body });
    expect(await call({ method: 'GET' })).toMatchObject({
      body: { computedTraits: [created.body], cursor: null },
    });
    expect(await call({ method: 'DELETE', key: 'order_count' })).toMatchObject({
      status: 204,
      body: undefined,
    });
    expect(await call({ method: 'GET', key: 'order_count' })).toMatchObject({
      status: 404,
      body: { code: 'computed_trait_not_found' },
    });
  });

  it.each([
    [{ definition: ORDER_COUNT.definition }, 'key: invalid input: expected string'],
    [{ ...ORDER_COUNT, key: 'Order-Count' }, 'key: invalid string: must match pattern'],
    [{ key: 'a', definition: { type: 'sum', event: 'E' } }, 'definition.property: invalid input'],
    [
      { key: 'a', definition: { type: 'avg', event: 'E' } },
      "definition.type: invalid discriminator value. Expected 'count' | 'sum'",
    ],
    [{ ...ORDER_COUNT, colour: 'red' }, 'body: unrecognized key: "colour"'],
    ['[]', 'body: invalid input: expected object, received array'],
  ])('names what is wrong with %j', async (body, detail) => {
    const reply = await anApi().call({ method: 'POST', body });
    expect(reply).toMatchObject({ status: 400, body: { code: 'invalid_body' } });
    expect(reply.body.detail).toContain(detail);
  });

  it('refuses a key that is taken', async () => {
    const { call } = anApi();
    await call({ method: 'POST', body: ORDER_COUNT });
    expect(await call({ method: 'POST', body: ORDER_COUNT })).toMatchObject({
      status: 409,
      body: { code: 'computed_trait_exists' },
    });
  });

  it('pages the list by cursor', async () => {
    const { call } = anApi();
    for (const key of ['c', 'a', 'b'])
      await call({ method: 'POST', body: { ...ORDER_COUNT, key } });
    const keys: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const query: Record<string, string> = cursor ? { limit: '2', cursor } : { limit: '2' };
      const { body } = await call({ method: 'GET', query });
      keys.push(...body.computedTraits.map((trait: { key: string }) => trait.key));
      cursor = body.cursor;
    }
    expect(keys).toEqual(['a', 'b', 'c']);
    const wrong: Record<string, string>[] = [{ cursor: '%%' }, { limit: '0' }, { limit: '201' }];
    for (const query of wrong) {
      expect((await call({ method: 'GET', query })).status).toBe(400);
    }
  });

  it('names the allowed methods of an unknown one', async () => {
    const { call } = anApi();
    expect(await call({ method: 'PUT', key: 'a' })).toMatchObject({
      status: 405,
      headers: { allow: 'GET, DELETE' },
    });
    expect((await call({ method: 'DELETE' })).headers.allow).toBe('GET, POST');
  });

  it('needs admin:write to change and admin:read to look', async () => {
    const reader = anApi({ scopes: ['admin:read'] });
    const writer = anApi({ scopes: ['admin:write'] });
    expect((await reader.call({ method: 'GET' })).status).toBe(200);
    expect((await reader.call({ method: 'POST', body: ORDER_COUNT })).status).toBe(403);
    expect((await reader.call({ method: 'DELETE', key: 'a' })).status).toBe(403);
    expect((await writer.call({ method: 'GET' })).status).toBe(403);
    expect((await writer.call({ method: 'GET', key: 'a' })).status).toBe(403);
    expect((await writer.call({ method: 'POST', body: ORDER_COUNT })).status).toBe(201);
  });

  it('asks who is calling before it says what is wrong with the call', async () => {
    const { call } = anApi();
    const headers = { authorization: 'Bearer wk_pub_0123456789abcdef01234567' };
    for (const method of ['GET', 'POST', 'DELETE']) {
      const key = method === 'DELETE' ? 'a' : undefined;
      expect((await call({ method, key, body: '{', headers })).status).toBe(401);
    }
  });
});

describe('If-Match', () => {
  it.each(['"1"', '*', '"7", "1"'])('%s lets version 1 be deleted', async (etag) => {
    const { call } = anApi();
    await call({ method: 'POST', body: ORDER_COUNT });
    const headers = { 'if-match': etag };
    expect((await call({ method: 'DELETE', key: 'order_count', headers })).status).toBe(204);
  });

  it.each(['"2"', 'W/"1"', '1'])('%s does not', async (etag) => {
    const { call, config } = anApi();
    await call({ method: 'POST', body: ORDER_COUNT });
    const headers = { 'if-match': etag };
    expect(await call({ method: 'DELETE', key: 'order_count', headers })).toMatchObject({
      status: 412,
      body: { code: 'version_mismatch' },
    });
    expect(config.record('computed_trait/order_count')).toBeDefined();
  });
});

describe('Idempotency-Key', () => {
  const headers = { 'idempotency-key': 'k-1' };

  it('repeats the reply without a second effect', async () => {
    const { call, config } = anApi();
    const first = await call({ method: 'POST', body: ORDER_COUNT, headers });
    const again = await call({
      method: 'POST',
      body: `{ "definition": ${JSON.stringify(ORDER_COUNT.definition)}, "key": "order_count" }`,
      headers,
    });
    expect(again).toMatchObject({ status: 201, body: first.body, headers: { etag: '"1"' } });
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(first.headers['idempotency-replayed']).toBeUndefined();
    expect(config.audit).toHaveLength(1);
  });

  it('repeats a reply without a body', async () => {
    const { call } = anApi();
    await call({ method: 'POST', body: ORDER_COUNT });
    await call({ method: 'DELETE', key: 'order_count', headers });
    expect(await call({ method: 'DELETE', key: 'order_count', headers })).toMatchObject({
      status: 204,
      body: undefined,
    });
  });

  it('is refused for another request', async () => {
    const { call } = anApi();
    await call({ method: 'POST', body: ORDER_COUNT, headers });
    const other = { ...ORDER_COUNT, key: 'other' };
    expect(await call({ method: 'POST', body: other, headers })).toMatchObject({
      status: 422,
      body: { code: 'idempotency_key_reused' },
    });
  });

  it('belongs to one principal and one route', async () => {
    const { call, config } = anApi();
    await call({ method: 'POST', body: ORDER_COUNT, headers });
    const other = config.addToken(['admin:write'], 'somebody else');
    const asOther = { ...headers, authorization: `Bearer ${other}` };
    expect((await call({ method: 'POST', body: ORDER_COUNT, headers: asOther })).status).toBe(409);
    expect((await call({ method: 'DELETE', key: 'order_count', headers })).status).toBe(204);
  });

  it('is forgotten after 24 hours', async () => {
    const { call, clock } = anApi();
    await call({ method: 'POST', body: ORDER_COUNT, headers });
    clock.time += DAY_MS - 1000;
    expect((await call({ method: 'POST', body: ORDER_COUNT, headers })).status).toBe(201);
    clock.time += 1000;
    expect((await call({ method: 'POST', body: ORDER_COUNT, headers })).status).toBe(409);
    const other = { ...ORDER_COUNT, key: 'other' };
    expect((await call({ method: 'POST', body: other, headers })).status).toBe(201);
  });

  it('does not remember a call that failed', async () => {
    const { call } = anApi();
    await call({ method: 'DELETE', key: 'order_count', headers });
    await call({ method: 'POST', body: ORDER_COUNT });
    expect((await call({ method: 'DELETE', key: 'order_count', headers })).status).toBe(204);
  });

  it.each(['', 'with space', 'é', 'x'.repeat(256)])('is refused when it is %j', async (key) => {
    const reply = await anApi().call({
      method: 'POST',
      body: ORDER_COUNT,
      headers: { 'idempotency-key': key },
    });
    expect(reply).toMatchObject({ status: 400, body: { code: 'invalid_idempotency_key' } });
  });

  it('gives two calls at the same time one effect and one reply', async () => {
    const { call, config } = anApi();
    const calls = [1, 2, 3].map(() => call({ method: 'POST', body: ORDER_COUNT, headers }));
    const replies = await Promise.all(calls);
    expect(replies.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(config.audit).toHaveLength(1);
  });
});

describe('a change under way', () => {
  it('is decided anew when another came in between', async () => {
    const { call, stores, config } = anApi();
    let commits = 0;
    stores.changes = {
      findReply: (principal, key) => config.findReply(principal, key),
      commit: (change) => {
        commits += 1;
        return commits === 1 ? Promise.resolve('outdated') : config.commit(change);
      },
    };
    expect((await call({ method: 'POST', body: ORDER_COUNT })).status).toBe(201);
    expect(commits).toBe(2);
  });

  it('is answered 409 when others never stop', async () => {
    const { call, stores, config } = anApi();
    stores.changes = {
      findReply: (principal, key) => config.findReply(principal, key),
      commit: () => Promise.resolve('outdated'),
    };
    expect(await call({ method: 'POST', body: ORDER_COUNT })).toMatchObject({
      status: 409,
      body: { code: 'write_in_progress' },
    });
  });
});

describe('the audit', () => {
  it('says who did what to which version, and no contents', async () => {
    const { call, config } = anApi();
    await call({ method: 'POST', body: { ...ORDER_COUNT, description: 'for ada@example.com' } });
    await call({ method: 'DELETE', key: 'order_count' });
    await call({ method: 'DELETE', key: 'order_count' });
    const common = { v: 1, at: '2026-01-01T00:00:00.000Z', principal: 'tester', version: 1 };
    const resource = 'computed_trait/order_count';
    expect(config.audit).toEqual([
      { ...common, action: 'computed_trait.create', resource, requestId: 'request-1' },
      { ...common, action: 'computed_trait.delete', resource, requestId: 'request-2' },
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { aComputedTraitsApi, ORDER_COUNT } from '../../test/builders/computed-traits-api.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

describe('If-Match', () => {
  it.each(['"1"', '*', '"7", "1"'])('%s lets version 1 be deleted', async (etag) => {
    const { call } = aComputedTraitsApi();
    await call({ method: 'POST', body: ORDER_COUNT });
    const headers = { 'if-match': etag };
    expect((await call({ method: 'DELETE', key: 'order_count', headers })).status).toBe(204);
  });

  it.each(['"2"', 'W/"1"', '1'])('%s does not', async (etag) => {
    const { call, config } = aComputedTraitsApi();
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
    const { call, config } = aComputedTraitsApi();
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
    const { call } = aComputedTraitsApi();
    await call({ method: 'POST', body: ORDER_COUNT });
    await call({ method: 'DELETE', key: 'order_count', headers });
    expect(await call({ method: 'DELETE', key: 'order_count', headers })).toMatchObject({
      status: 204,
      body: undefined,
    });
  });

  it('is refused for another request', async () => {
    const { call } = aComputedTraitsApi();
    await call({ method: 'POST', body: ORDER_COUNT, headers });
    const other = { ...ORDER_COUNT, key: 'other' };
    expect(await call({ method: 'POST', body: other, headers })).toMatchObject({
      status: 422,
      body: { code: 'idempotency_key_reused' },
    });
  });

  it('belongs to one principal and one route', async () => {
    const { call, config } = aComputedTraitsApi();
    await call({ method: 'POST', body: ORDER_COUNT, headers });
    const other = config.addToken(['admin:write'], 'somebody else');
    const asOther = { ...headers, authorization: `Bearer ${other}` };
    expect((await call({ method: 'POST', body: ORDER_COUNT, headers: asOther })).status).toBe(409);
    expect((await call({ method: 'DELETE', key: 'order_count', headers })).status).toBe(204);
  });

  it('is forgotten after 24 hours', async () => {
    const { call, clock } = aComputedTraitsApi();
    await call({ method: 'POST', body: ORDER_COUNT, headers });
    clock.time += DAY_MS - 1000;
    expect((await call({ method: 'POST', body: ORDER_COUNT, headers })).status).toBe(201);
    clock.time += 1000;
    expect((await call({ method: 'POST', body: ORDER_COUNT, headers })).status).toBe(409);
    const other = { ...ORDER_COUNT, key: 'other' };
    expect((await call({ method: 'POST', body: other, headers })).status).toBe(201);
  });

  it('does not remember a call that failed', async () => {
    const { call } = aComputedTraitsApi();
    await call({ method: 'DELETE', key: 'order_count', headers });
    await call({ method: 'POST', body: ORDER_COUNT });
    expect((await call({ method: 'DELETE', key: 'order_count', headers })).status).toBe(204);
  });

  it.each(['', 'with space', 'é', 'x'.repeat(256)])('is refused when it is %j', async (key) => {
    const reply = await aComputedTraitsApi().call({
      method: 'POST',
      body: ORDER_COUNT,
      headers: { 'idempotency-key': key },
    });
    expect(reply).toMatchObject({ status: 400, body: { code: 'invalid_idempotency_key' } });
  });

  it('gives two calls at the same time one effect and one reply', async () => {
    const { call, config } = aComputedTraitsApi();
    const calls = [1, 2, 3].map(() => call({ method: 'POST', body: ORDER_COUNT, headers }));
    const replies = await Promise.all(calls);
    expect(replies.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(config.audit).toHaveLength(1);
  });
});

describe('a body', () => {
  const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);

  it.each([
    ['a list of lists', nested(100_000)],
    ['a field nobody knows', `{"key":"a","x":${nested(100_000)}}`],
  ])('nested without end is refused: %s', async (_, body) => {
    const { call } = aComputedTraitsApi();
    for (const method of ['POST', 'DELETE']) {
      const key = method === 'DELETE' ? 'order_count' : undefined;
      expect(await call({ method, key, body })).toMatchObject({
        status: 400,
        body: { code: 'too_deep' },
      });
    }
  });

  it.each([
    [20, 'invalid_body'],
    [21, 'too_deep'],
  ])('nested %i levels is %s', async (levels, code) => {
    const reply = await aComputedTraitsApi().call({ method: 'POST', body: nested(levels) });
    expect(reply).toMatchObject({ status: 400, body: { code } });
  });
});

describe('a change under way', () => {
  it('is decided anew when another came in between', async () => {
    const { call, stores, config } = aComputedTraitsApi();
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
    const { call, stores, config } = aComputedTraitsApi();
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
    const { call, config } = aComputedTraitsApi();
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

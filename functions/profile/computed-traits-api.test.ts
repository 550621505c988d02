import { describe, expect, it } from 'vitest';
import {
  aComputedTraitsApi,
  COMPUTED_TRAITS_PATH,
  ORDER_COUNT,
} from '../../test/builders/computed-traits-api.ts';

describe('computed traits API', () => {
  it('creates, shows, lists and deletes', async () => {
    const { call } = aComputedTraitsApi();
    const created = await call({ method: 'POST', body: { ...ORDER_COUNT, name: 'Orders' } });
    expect(created).toMatchObject({
      status: 201,
      headers: { etag: '"1"', location: `${COMPUTED_TRAITS_PATH}/order_count` },
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
    const reply = await aComputedTraitsApi().call({ method: 'POST', body });
    expect(reply).toMatchObject({ status: 400, body: { code: 'invalid_body' } });
    expect(reply.body.detail).toContain(detail);
  });

  it('refuses a key that is taken', async () => {
    const { call } = aComputedTraitsApi();
    await call({ method: 'POST', body: ORDER_COUNT });
    expect(await call({ method: 'POST', body: ORDER_COUNT })).toMatchObject({
      status: 409,
      body: { code: 'computed_trait_exists' },
    });
  });

  it('pages the list by cursor', async () => {
    const { call } = aComputedTraitsApi();
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
    const wrong: Record<string, string>[] = [
      { cursor: '%%' },
      { cursor: Buffer.alloc(1_025, 'x').toString('base64url') },
      { limit: '0' },
      { limit: '201' },
    ];
    for (const query of wrong) {
      expect((await call({ method: 'GET', query })).status).toBe(400);
    }
  });

  it('names the allowed methods of an unknown one', async () => {
    const { call } = aComputedTraitsApi();
    expect(await call({ method: 'PUT', key: 'a' })).toMatchObject({
      status: 405,
      headers: { allow: 'GET, DELETE' },
    });
    expect((await call({ method: 'DELETE' })).headers.allow).toBe('GET, POST');
  });

  it('needs admin:write to change and admin:read to look', async () => {
    const reader = aComputedTraitsApi({ scopes: ['admin:read'] });
    const writer = aComputedTraitsApi({ scopes: ['admin:write'] });
    expect((await reader.call({ method: 'GET' })).status).toBe(200);
    expect((await reader.call({ method: 'POST', body: ORDER_COUNT })).status).toBe(403);
    expect((await reader.call({ method: 'DELETE', key: 'a' })).status).toBe(403);
    expect((await writer.call({ method: 'GET' })).status).toBe(403);
    expect((await writer.call({ method: 'GET', key: 'a' })).status).toBe(403);
    expect((await writer.call({ method: 'POST', body: ORDER_COUNT })).status).toBe(201);
  });

  it('asks who is calling before it says what is wrong with the call', async () => {
    const { call } = aComputedTraitsApi();
    const headers = { authorization: 'Bearer wk_pub_0123456789abcdef01234567' };
    for (const method of ['GET', 'POST', 'DELETE']) {
      const key = method === 'DELETE' ? 'a' : undefined;
      expect((await call({ method, key, body: '{', headers })).status).toBe(401);
    }
  });
});

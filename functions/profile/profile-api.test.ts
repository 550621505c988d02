import { describe, expect, it } from 'vitest';
import type { Scope } from '../../shared/govern/scopes.ts';
import { apiHandler } from '../../shared/http/api-handler.ts';
import { newProfile, type Profile } from '../../shared/profile/profile.ts';
import { identifierKey } from '../../shared/resolve/identifier.ts';
import type { ProfileReader } from '../../shared/stores/profile-store.ts';
import { createLogger } from '../../shared/telemetry/log.ts';
import { anApiEvent } from '../../test/builders/api-event.ts';
import { MemoryConfig } from '../../test/builders/memory-config.ts';
import { aComputedTrait } from '../../test/builders/resolver.ts';
import { profileApi } from './profile-api.ts';

const PROFILE_ID = '01JCPERS0000000000000000AA';
const ABSORBED_ID = '01JCPERS0000000000000000BB';
const T0 = Date.parse('2026-01-01T00:00:00.000Z');

function aProfile(): Profile {
  const profile = newProfile(PROFILE_ID);
  profile.identifiers.set('anonymousId:a:1', { at: T0, unverified: false });
  profile.identifiers.set('email:ada@example.com', { at: T0 + 1000, unverified: true });
  profile.identifiers.set('userId:team/ada', { at: T0 + 2000, unverified: false });
  const stated = { timestamp: T0, source: 'default-web', by: 'x' };
  profile.traits.set('plan', { ...stated, value: 'pro' });
  profile.traits.set('gone', { ...stated, value: undefined });
  profile.traits.set('order_count', { ...stated, value: 'a lie' });
  const computed = { since: T0, timestamp: T0 + 5000 };
  profile.computed.set('order_count', { ...computed, value: 3_000_000n });
  profile.computed.set('revenue', { ...computed, value: 244_091_940_000n });
  profile.computed.set('deleted', { ...computed, value: 1_000_000n });
  profile.computed.set('made_anew', { ...computed, value: 1_000_000n, since: T0 - 1 });
  profile.recent = [
    { type: 'page', event: undefined, timestamp: T0 },
    { type: 'track', event: 'Order Completed', timestamp: T0 + 5000 },
  ];
  profile.firstSeen = T0;
  profile.lastSeen = T0 + 5000;
  return profile;
}

function anApi(scopes: readonly Scope[] = ['profiles:read']) {
  const tokens = new MemoryConfig();
  const token = tokens.addToken(scopes);
  const profile = aProfile();
  const profiles: ProfileReader = {
    findByIdentifier: async (asked) =>
      profile.identifiers.has(identifierKey(asked)) ? profile : undefined,
    getProfile: async (id) => ([PROFILE_ID, ABSORBED_ID].includes(id) ? profile : undefined),
  };
  const computedTraits = async () =>
    ['order_count', 'revenue', 'made_anew'].map((key) =>
      aComputedTrait(key, { type: 'count', event: 'Order Completed' }),
    );
  const lines: string[] = [];
  const log = createLogger({ level: 'debug', write: (line) => lines.push(line) });
  const handler = apiHandler(profileApi({ tokens, profiles, computedTraits }), log);
  const get = async (
    proxy: string,
    options: { query?: Record<string, string>; authorization?: string } = {},
  ) => {
    const authorization = options.authorization ?? `Bearer ${token}`;
    const headers = { authorization };
    const event = anApiEvent({
      path: `/v1/profiles/${proxy}`,
      proxy,
      headers,
      query: options.query,
    });
    const result = await handler(event);
    return {
      status: result.statusCode,
      body: JSON.parse(result.body ?? ''),
      headers: result.headers,
    };
  };
  return { get, lines };
}

describe('profile API', () => {
  it('shows no value of a computed trait that was deleted, or made anew since', async () => {
    const { body } = await anApi().get('email:ada@example.com');
    expect(Object.keys(body.traits).sort()).toEqual(['order_count', 'plan', 'revenue']);
  });

  it('shows a profile with stated and computed traits in one map', async () => {
    expect(await anApi().get('email:ada@example.com')).toMatchObject({
      status: 200,
      headers: { 'cache-control': 'no-store' },
      body: {
        profileId: PROFILE_ID,
        identifiers: [
          { type: 'userId', value: 'team/ada' },
          { type: 'email', value: 'ada@example.com' },
          { type: 'anonymousId', value: 'a:1' },
        ],
        traits: { plan: 'pro', order_count: 3, revenue: 244_091.94 },
        audiences: [],
        firstSeen: '2026-01-01T00:00:00.000Z',
        lastSeen: '2026-01-01T00:00:05.000Z',
      },
    });
  });

  it('leaves out traits that were unset', async () => {
    const { body } = await anApi().get('email:ada@example.com');
    expect(body.traits).not.toHaveProperty('gone');
  });

  it('tells where traits and identifiers come from with include=details', async () => {
    const { body } = await anApi().get('email:ada@example.com', { query: { include: 'details' } });
    expect(body.traits).toEqual({
      plan: { value: 'pro', timestamp: '2026-01-01T00:00:00.000Z', source: 'default-web' },
      order_count: { value: 3, timestamp: '2026-01-01T00:00:05.000Z', source: 'computed' },
      revenue: { value: 244_091.94, timestamp: '2026-01-01T00:00:05.000Z', source: 'computed' },
    });
    expect(body.identifiers[1]).toEqual({
      type: 'email',
      value: 'ada@example.com',
      verified: false,
      joinedAt: '2026-01-01T00:00:01.000Z',
    });
  });

  it.each([
    'userId:team/ada',
    'user_id:team/ada',
    'anonymousId:a:1',
    'anonymous_id:a:1',
    'email: ADA@Example.com',
    `profileId:${PROFILE_ID}`,
    `profile_id:${PROFILE_ID}`,
    `profileId:${ABSORBED_ID}`,
    PROFILE_ID,
  ])('finds the profile by %s', async (reference) => {
    const { get } = anApi();
    expect(await get(reference)).toMatchObject({ status: 200, body: { profileId: PROFILE_ID } });
    expect((await get(`${reference}/events`)).body.events).toHaveLength(2);
  });

  it('lists recent events, newest first', async () => {
    expect((await anApi().get(`${PROFILE_ID}/events`)).body).toEqual({
      events: [
        { type: 'track', event: 'Order Completed', timestamp: '2026-01-01T00:00:05.000Z' },
        { type: 'page', event: null, timestamp: '2026-01-01T00:00:00.000Z' },
      ],
      cursor: null,
    });
  });

  it.each([
    'email:bob@example.com',
    'profileId:01JCPERS0000000000000000CC',
    'userId:nobody/events',
  ])('answers 404 for %s', async (reference) => {
    expect(await anApi().get(reference)).toMatchObject({
      status: 404,
      body: { code: 'profile_not_found' },
    });
  });

  it.each([
    'ada@example.com',
    'mail:ada@example.com',
    'email:ada',
    'phone:12',
    'userId:',
    ':x',
    '',
  ])('refuses the reference %j with an example and without repeating it', async (reference) => {
    const { status, body } = await anApi().get(reference);
    expect(status).toBe(400);
    expect(body.code).toBe('invalid_profile_reference');
    expect(body.detail).toContain('/v1/profiles/userId:42');
    expect(body.detail.replace('email:ada@example.com', '')).not.toContain('ada@');
  });

  it('refuses an unknown include', async () => {
    const reply = await anApi().get(PROFILE_ID, { query: { include: 'everything' } });
    expect(reply).toMatchObject({ status: 400, body: { code: 'invalid_query' } });
  });

  it.each(['wk_pub_0123456789abcdef01234567', 'wk_sec_0123456789abcdef0123456789abcdef'])(
    'reads nothing with the write key %s',
    async (key) => {
      const { get } = anApi();
      const basic = `Basic ${Buffer.from(`${key}:`).toString('base64')}`;
      for (const authorization of [`Bearer ${key}`, basic, key]) {
        const { status } = await get('email:ada@example.com', { authorization });
        expect(status).toBe(401);
        expect((await get('not a reference', { authorization })).status).toBe(401);
      }
    },
  );

  it('needs profiles:read', async () => {
    const { get } = anApi(['admin:read', 'admin:write', 'tail:read']);
    expect((await get('email:ada@example.com')).status).toBe(403);
    expect((await get('email:nobody@example.com')).status).toBe(403);
  });

  it('logs nothing of whom was asked for', async () => {
    const { get, lines } = anApi();
    await get('email:ada@example.com');
    await get('email:nobody@example.com');
    await get('ada@example.com');
    expect(lines).toEqual([]);
  });
});

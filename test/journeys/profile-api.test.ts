import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, type RunningCloud, startRunningCloud } from './running-cloud.ts';

let running: RunningCloud;
beforeAll(async () => {
  running = await startRunningCloud();
  await running.request({
    path: '/v1/admin/computed-traits',
    method: 'POST',
    token: running.credentials.adminToken,
    body: { key: 'revenue', definition: { type: 'sum', event: 'Order', property: 'revenue' } },
  });
  await send('page', { anonymousId: 'browser/1', name: 'Home' });
  await send('identify', { userId: 'ada', traits: { email: 'Ada@Example.com', plan: 'pro' } });
  await send('track', { userId: 'ada', event: 'Order', properties: { revenue: 12.5 } });
  before = await eventually(() => whenKnown('anonymousId:browser%2F1'));
  await eventually(() => whenKnown('userId:ada', ({ traits }) => traits.revenue === 12.5));
  await send('identify', { anonymousId: 'browser/1', userId: 'ada' });
  await eventually(() => whenKnown('userId:ada', ({ identifiers }) => identifiers.length === 3));
});
afterAll(() => running?.stop());

interface Shown {
  readonly profileId: string;
  readonly identifiers: readonly unknown[];
  readonly traits: Readonly<Record<string, unknown>>;
}

let before: Shown;

async function send(type: string, body: object) {
  const { secretWriteKey: writeKey } = running.credentials;
  const sent = await running.request({ path: `/v1/${type}`, method: 'POST', writeKey, body });
  expect(sent.json).toEqual({ success: true });
}

const get = (reference: string) =>
  running.request({ path: `/v1/profiles/${reference}`, token: running.credentials.adminToken });

async function whenKnown(reference: string, isReady: (profile: Shown) => boolean = () => true) {
  const { status, json } = await get(reference);
  return status === 200 && isReady(json) ? (json as Shown) : undefined;
}

describe('the profile API', () => {
  it('shows one person by each of their identifiers, in either spelling', async () => {
    const expected = {
      identifiers: [
        { type: 'userId', value: 'ada' },
        { type: 'email', value: 'ada@example.com' },
        { type: 'anonymousId', value: 'browser/1' },
      ],
      traits: { email: 'Ada@Example.com', plan: 'pro', revenue: 12.5 },
      audiences: [],
    };
    const references = [
      'userId:ada',
      'user_id:ada',
      'email:ada@example.com',
      'email%3AADA%40example.com',
      'anonymousId:browser%2F1',
      'anonymous_id:browser/1',
    ];
    const replies = await Promise.all(references.map(get));
    for (const reply of replies) {
      expect(reply).toMatchObject({ status: 200, json: expected });
      expect(reply.headers.get('cache-control')).toBe('no-store');
    }
    expect(new Set(replies.map(({ json }) => json.profileId)).size).toBe(1);
  });

  it('answers an absorbed profileId with the surviving profile', async () => {
    const now = (await get('userId:ada')).json;
    expect((await get(`profileId:${now.profileId}`)).json).toEqual(now);
    expect((await get(`profileId:${before.profileId}`)).json).toEqual(now);
    expect((await get(`${before.profileId}/events`)).status).toBe(200);
  });

  it('lists recent events, newest first', async () => {
    const { events } = (await get('anonymousId:browser%2F1/events')).json;
    expect(events.map(({ type, event }: { type: string; event: string }) => [type, event])).toEqual(
      expect.arrayContaining([
        ['track', 'Order'],
        ['page', 'Home'],
      ]),
    );
    const times = events.map(({ timestamp }: { timestamp: string }) => timestamp);
    expect(times).toEqual([...times].sort().reverse());
  });

  it('tells where each trait comes from', async () => {
    const { traits } = (await get('userId:ada?include=details')).json;
    expect(traits.plan).toMatchObject({ value: 'pro', source: 'default-server' });
    expect(traits.revenue).toMatchObject({ value: 12.5, source: 'computed' });
  });

  it('says so when nobody is known, and when the reference is none', async () => {
    expect(await get('email:nobody@example.com')).toMatchObject({
      status: 404,
      json: { code: 'profile_not_found' },
    });
    expect(await get('ada@example.com')).toMatchObject({
      status: 400,
      json: { code: 'invalid_profile_reference' },
    });
  });

  it('leaves no personal data in the logs', () => {
    const folder = join(running.dataDir, 'logs');
    const logs = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
    expect(logs.join('')).toContain('MessagesAccepted');
    expect(logs.join('')).not.toMatch(/example\.com|browser\/1/i);
  });
});

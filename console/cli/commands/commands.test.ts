import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CliDesk, openCliDesk } from '../../../test/builders/cli-desk.ts';

let desk: CliDesk;
beforeEach(async () => {
  desk = await openCliDesk();
});
afterEach(() => desk.remove());

const STATUS = {
  messages: { accepted: 2_000, archived: 2_000, applied: 1_900, duplicate: 100, quarantined: 0 },
  profiles: { created: 12, merged: 2, current: 10 },
  identifiersRefused: 3,
  since: '2026-01-01T00:00:00.000Z',
  asOf: '2026-06-01T00:00:00.000Z',
};
const USAGE = {
  units: { dynamodbWriteUnits: 1_000, dynamodbReadUnits: 500, kinesisPutUnits: 100 },
  dollars: { total: 0.005 },
  prices: { region: 'us-east-1', asOf: '2026-11-01' },
};

const basic = (key: string) => `Basic ${Buffer.from(`${key}:`).toString('base64')}`;

describe('send', () => {
  it('sends what an SDK would, with the secret write key', async () => {
    desk.answer('POST /v1/track', { body: { success: true } });
    const argv = ['send', 'track', '--user-id', '007', '--event', 'Order Completed'];
    const properties = ['revenue=12.5', 'vip=true', 'note=a=b', 'zip="01234"', 'tags=["x"]'];
    const { code, out } = await desk.run([
      ...argv,
      ...properties.flatMap((pair) => ['--property', pair]),
    ]);
    expect(code).toBe(0);
    const [{ path, authorization, body } = { body: '{}' }] = desk.received;
    expect(path).toBe('/v1/track');
    expect(authorization).toBe(basic('wk_sec_1'));
    expect(JSON.parse(body)).toEqual({
      type: 'track',
      messageId: expect.stringMatching(/^cli-/),
      timestamp: expect.stringMatching(/^\d{4}-/),
      userId: '007',
      event: 'Order Completed',
      properties: { revenue: 12.5, vip: true, note: 'a=b', zip: '01234', tags: ['x'] },
    });
    expect(out).toBe(`sent track ${JSON.parse(body).messageId}`);
  });

  it('sends traits of an identify as traits, of a page as context, with the public key if asked', async () => {
    for (const type of ['identify', 'page']) {
      desk.answer(`POST /v1/${type}`, { body: { success: true } });
      await desk.run([
        'send',
        type,
        '--anonymous-id',
        'a',
        '--trait',
        'plan=pro',
        '--public',
        '--json',
      ]);
    }
    const [identify, page] = desk.received.map(({ body }) => JSON.parse(body));
    expect(identify.traits).toEqual({ plan: 'pro' });
    expect(page).toMatchObject({ context: { traits: { plan: 'pro' } }, properties: {} });
    expect(page.traits).toBeUndefined();
    expect(desk.received[0]?.authorization).toBe(basic('wk_pub_1'));
  });
});

describe('profile get', () => {
  const profile = {
    profileId: '01J',
    identifiers: [{ type: 'userId', value: 'ada' }],
    traits: { order_count: 3, plan: 'pro' },
    audiences: [],
    firstSeen: '2026-01-01T00:00:00.000Z',
    lastSeen: '2026-01-02T00:00:00.000Z',
  };

  it('shows a card', async () => {
    desk.answer('GET /v1/profiles/userId%3Aada', { body: profile });
    const { out } = await desk.run(['profile', 'get', 'userId:ada']);
    expect(out.split('\n')).toEqual([
      'profile 01J',
      'seen from 2026-01-01T00:00:00.000Z to 2026-01-02T00:00:00.000Z',
      '',
      'identifiers',
      '  userId  ada',
      '',
      'traits',
      '  order_count  3',
      '  plan         "pro"',
    ]);
    expect(desk.received[0]?.authorization).toBe('Bearer tat_id_secret');
  });

  it('shows sources and events when asked, and JSON for programs', async () => {
    const trait = { value: 3, timestamp: '2026-01-01T00:00:00.000Z', source: 'computed' };
    const detailed = { ...profile, traits: { order_count: trait } };
    const events = [{ type: 'page', event: null, timestamp: '2026-01-01T00:00:00.000Z' }];
    desk.answer('GET /v1/profiles/userId%3Aada', { body: detailed });
    desk.answer('GET /v1/profiles/userId%3Aada/events', { body: { events, cursor: null } });
    const argv = ['profile', 'get', 'userId:ada', '--details', '--events'];
    const { out } = await desk.run(argv);
    expect(out).toContain('order_count  3  2026-01-01T00:00:00.000Z  computed');
    expect(out).toContain('2026-01-01T00:00:00.000Z  page');
    expect(desk.received[0]?.path).toBe('/v1/profiles/userId%3Aada?include=details');
    expect(JSON.parse((await desk.run([...argv, '--json'])).out)).toMatchObject({
      profileId: '01J',
      events,
    });
  });
});

describe('status', () => {
  beforeEach(() => desk.answer('GET /v1/admin/status', { body: STATUS }));

  it('counts, and prices what a laptop has measured', async () => {
    desk.answer('GET /_local/usage', { body: USAGE });
    const { out } = await desk.run(['status']);
    expect(out).toContain(
      '2,000 accepted, 1,900 applied, 100 resent and counted once, 0 in quarantine',
    );
    expect(out).toContain('10 now (12 created, 2 merged into others)');
    expect(out).toContain('0.50 DynamoDB write units, 0.25 read units, 0.05 Kinesis units');
    expect(out).toContain('$2.50 per million messages at list price');
  });

  it('leaves the price out where there is no meter', async () => {
    const { code, out } = await desk.run(['status']);
    expect(code).toBe(0);
    expect(out).not.toContain('$');
  });

  it('has a price for no messages, too', async () => {
    desk.answer('GET /_local/usage', { body: USAGE });
    const none = { accepted: 0, archived: 0, applied: 0, duplicate: 0, quarantined: 0 };
    desk.answer('GET /v1/admin/status', { body: { ...STATUS, messages: none } });
    const { out } = await desk.run(['status']);
    expect(out).not.toMatch(/NaN|Infinity/);
  });

  it('summarizes for a newcomer: links, keys, counts, commands', async () => {
    desk.answer('GET /_local/usage', { body: USAGE });
    const { out } = await desk.run(['status', '--summary']);
    expect(out).toContain(`${desk.url}/#token=tat_id_secret&writeKey=wk_pub_1`);
    expect(out).toContain('wk_sec_1');
    expect(out).toContain('10 now');
    expect(out.match(/ {2}npx tributary .*--data-dir/g)).toHaveLength(3);
  });

  it('prints JSON for programs', async () => {
    desk.answer('GET /_local/usage', { body: USAGE });
    expect(JSON.parse((await desk.run(['status', '--json'])).out)).toEqual({
      ...STATUS,
      usage: USAGE,
    });
  });
});

describe('computed-trait', () => {
  const one = {
    key: 'revenue',
    definition: { type: 'sum', event: 'Order Completed', property: 'revenue' },
    createdAt: '2026-01-01T00:00:00.000Z',
  };

  it('creates from options', async () => {
    desk.answer('POST /v1/admin/computed-traits', { status: 201, body: one });
    const rule = ['--type', 'sum', '--event', 'Order Completed', '--property', 'revenue'];
    expect((await desk.run(['computed-trait', 'create', 'revenue', ...rule])).out).toBe(
      'created revenue',
    );
    expect(JSON.parse(desk.received[0]?.body ?? '')).toEqual({
      key: 'revenue',
      definition: one.definition,
    });
  });

  it('lists every page', async () => {
    desk.answer(
      'GET /v1/admin/computed-traits',
      { body: { computedTraits: [one], cursor: 'n' } },
      { body: { computedTraits: [{ ...one, key: 'second' }], cursor: null } },
    );
    const { out } = await desk.run(['computed-trait', 'list']);
    expect(out).toContain('revenue  sum of Order Completed.revenue');
    expect(out).toContain('second');
    expect(desk.received[1]?.path).toBe('/v1/admin/computed-traits?cursor=n');
  });

  it('deletes by key', async () => {
    desk.answer('DELETE /v1/admin/computed-traits/revenue', { status: 204 });
    expect((await desk.run(['computed-trait', 'delete', 'revenue'])).out).toBe('deleted revenue');
  });
});

describe('tail', () => {
  const message = {
    messageId: 'm-1',
    type: 'track',
    event: 'Order Completed',
    receivedAt: '2026-01-01T10:20:30.456Z',
    timestamp: '2026-01-01T10:20:30.000Z',
    source: 'default-web',
    identifiers: { userId: 'a…1f' },
    properties: { revenue: 12.5 },
  };

  it('shows what arrived lately, a line each, until there is no more', async () => {
    const quarantined = { ...message, type: 'page', quarantine: { reason: 'no_identifier' } };
    desk.answer(
      'GET /v1/admin/tail',
      { body: { messages: [message, quarantined], cursor: 'c1' } },
      { body: { messages: [], cursor: 'c2' } },
    );
    const { code, out } = await desk.run(['tail', '--type', 'track']);
    expect(code).toBe(0);
    expect(out.split('\n')).toEqual([
      '10:20:30.456  track     Order Completed  userId=a…1f  revenue=12.5  (default-web)',
      expect.stringMatching(/page .* QUARANTINED: no_identifier$/),
    ]);
    expect(desk.received.map(({ path }) => path)).toEqual([
      '/v1/admin/tail?since=60&type=track',
      '/v1/admin/tail?since=60&type=track&cursor=c1',
    ]);
  });

  it('lets no stranger send commands to the terminal or fake a line', async () => {
    const event = 'a\u001b[2J\u009b1m\n10:00:00.000 fake \u202e';
    const hostile = { ...message, event };
    desk.answer(
      'GET /v1/admin/tail',
      { body: { messages: [hostile], cursor: 'c1' } },
      { body: { messages: [], cursor: 'c2' } },
      { body: { messages: [hostile], cursor: 'c1' } },
      { body: { messages: [], cursor: 'c2' } },
    );
    const { out } = await desk.run(['tail']);
    expect(out).not.toMatch(/[\p{Cc}\u202e]/u);
    expect(out).toContain('a\\u001b[2J\\u009b1m\\u000a10:00:00.000 fake \\u202e');
    const json = await desk.run(['tail', '--json']);
    expect(json.out).not.toMatch(/[\p{Cc}\u202e]/u);
    expect(JSON.parse(json.out)).toEqual(hostile);
  });

  it('follows until it is interrupted, and that is no failure', async () => {
    const interrupt = new AbortController();
    desk.answer('GET /v1/admin/tail', { body: { messages: [message], cursor: 'c1' } });
    const lines: string[] = [];
    const following = desk.run(['tail', '--follow', '--json'], {
      signal: interrupt.signal,
      onLine: (line) => {
        lines.push(line);
        interrupt.abort();
      },
    });
    expect(await following).toMatchObject({ code: 0, err: '' });
    expect(lines.map((line) => JSON.parse(line))).toEqual([message]);
    expect(desk.received[0]?.path).toBe('/v1/admin/tail?since=0');
  });
});

import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CliDesk, openCliDesk } from '../../test/builders/cli-desk.ts';

let desk: CliDesk;
beforeEach(async () => {
  desk = await openCliDesk();
});
afterEach(() => desk.remove());

describe('the command line', () => {
  it.each([[], ['--help'], ['help'], ['-h']])('shows what it can do with %j', async (...argv) => {
    const { code, out } = await desk.run(argv, { bare: true });
    expect(code).toBe(0);
    for (const command of ['status', 'tail', 'send', 'profile get', 'computed-trait create']) {
      expect(out).toContain(`npx tributary ${command}`);
    }
  });

  it.each(['status', 'tail', 'send', 'profile get', 'computed-trait list'])(
    'explains %s',
    async (command) => {
      const { code, out } = await desk.run([...command.split(' '), '--help'], { bare: true });
      expect(code).toBe(0);
      expect(out).toContain(`npx tributary ${command}`);
      expect(out).toContain('--json');
    },
  );

  it.each([
    [['dance'], 'command is not known'],
    [['profile'], 'expected one of: profile get'],
    [['status', '--colour'], "unknown option '--colour'"],
    [['profile', 'get'], 'expected one identifier'],
    [['profile', 'get', 'a:1', 'b:2'], 'expected one identifier'],
    [['send', 'shout', '--user-id', 'u'], 'message type is not known'],
    [['send', 'track', '--event', 'E'], '--user-id or --anonymous-id'],
    [['send', 'track', '--user-id', 'u'], '--event is missing'],
    [['send', 'identify', '--user-id', 'u', '--trait', 'plan'], "not name=value, got 'plan'"],
    [['computed-trait', 'create', 'k', '--type', 'count'], '--event is missing'],
    [['status', '--url', 'nowhere'], "url is not usable, got 'nowhere'"],
  ])('refuses %j in one line, with exit code 2', async (argv, message) => {
    const { code, err, out } = await desk.run(argv);
    expect(code).toBe(2);
    expect(err).toContain(message);
    expect(err).not.toContain('\n');
    expect(out).toBe('');
    expect(desk.received).toEqual([]);
  });
});

describe('finding the API', () => {
  it('says how to start when nothing was started', async () => {
    const { code, err } = await desk.run(['status', '--data-dir', join(desk.dataDir, 'none')], {
      bare: true,
    });
    expect(code).toBe(1);
    expect(err).toContain('start it with: npm start');
  });

  it('says so when nothing answers', async () => {
    await desk.close();
    const { code, err } = await desk.run(['status']);
    expect(code).toBe(1);
    expect(err).toBe(`tributary: nothing answers at ${desk.url}, start it with: npm start`);
  });

  it('says so when the credentials are damaged', async () => {
    desk.writeCredentials('{');
    expect((await desk.run(['status'])).err).toContain('cannot be read');
  });

  it('takes address and token from options, then from the environment', async () => {
    desk.answer('GET /v1/admin/computed-traits', { body: { computedTraits: [], cursor: null } });
    const elsewhere = ['--data-dir', join(desk.dataDir, 'none')];
    const env = { TRIBUTARY_URL: desk.url, TRIBUTARY_TOKEN: 'tat_env_1' };
    await desk.run(['computed-trait', 'list', ...elsewhere], { bare: true, env });
    await desk.run(['computed-trait', 'list', ...elsewhere, '--token', 'tat_option_1'], {
      bare: true,
      env,
    });
    const tokens = desk.received.map(({ authorization }) => authorization);
    expect(tokens).toEqual(['Bearer tat_env_1', 'Bearer tat_option_1']);
  });

  it('does not send the credentials of the laptop to another address', async () => {
    const credentials = { url: 'http://127.0.0.1:1', adminToken: 'tat_a_b', secretWriteKey: 'wk' };
    desk.writeCredentials(JSON.stringify(credentials));
    expect((await desk.run(['status', '--url', desk.url])).err).toContain('admin token is missing');
    const sent = await desk.run(['send', 'identify', '--user-id', 'u', '--url', desk.url]);
    expect(sent.err).toContain('write key is missing');
    expect(desk.received).toEqual([]);
  });

  it('repeats what the API has to say about a failure', async () => {
    desk.answer('GET /v1/profiles/email%3Aa%40b.example', {
      status: 404,
      body: { detail: 'nobody is known by this identifier', code: 'profile_not_found' },
    });
    const { code, err } = await desk.run(['profile', 'get', 'email:a@b.example']);
    expect(code).toBe(1);
    expect(err).toBe('tributary: nobody is known by this identifier (profile_not_found)');
    desk.answer('GET /v1/admin/status', { status: 502 });
    expect((await desk.run(['status'])).err).toBe('tributary: the API answered 502');
  });
});

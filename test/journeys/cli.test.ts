import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually, type RunningCloud, startRunningCloud } from './running-cloud.ts';

const SHIM = join(import.meta.dirname, '../../console/cli/tributary.mjs');

let running: RunningCloud;
beforeAll(async () => {
  running = await startRunningCloud();
});
afterAll(() => running?.stop());

/** Runs the tool as a newcomer does, in a process of its own. */
async function tributary(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const argv = [SHIM, ...args, '--data-dir', running.dataDir];
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, argv);
    return { code: 0, out: stdout, err: stderr };
  } catch (error) {
    // What execFile rejects with when the process fails.
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, out: stdout, err: stderr };
  }
}

it('takes a newcomer from a computed trait to a profile that has it', async () => {
  const rule = ['--type', 'sum', '--event', 'Order', '--property', 'revenue'];
  expect(await tributary('computed-trait', 'create', 'revenue', ...rule)).toMatchObject({
    code: 0,
    out: 'created revenue\n',
  });
  const identify = ['--user-id', 'ada', '--trait', 'email=ada@example.com', '--trait', 'plan=pro'];
  expect((await tributary('send', 'identify', ...identify)).out).toMatch(/^sent identify cli-/);
  const order = ['--user-id', 'ada', '--event', 'Order', '--property', 'revenue=12.5'];
  await tributary('send', 'track', ...order);
  const card = await eventually(async () => {
    const { out } = await tributary('profile', 'get', 'email:ada@example.com', '--events');
    return out.includes('revenue') ? out : undefined;
  });
  expect(card).toMatch(/userId +ada/);
  expect(card).toMatch(/plan +"pro"/);
  expect(card).toMatch(/revenue +12\.5/);
  expect(card).toMatch(/track +Order/);
});

it('shows what arrived, masked unless asked', async () => {
  await tributary('send', 'page', '--anonymous-id', 'visitor-12345', '--name', 'Home', '--public');
  const lines = await eventually(async () => {
    const { out } = await tributary('tail', '--type', 'page', '--json');
    return out.trim() === '' ? undefined : out.trim().split('\n');
  });
  const message = JSON.parse(lines[0] ?? '');
  expect(message).toMatchObject({ type: 'page', event: 'Home', source: 'default-web' });
  expect(lines[0]).not.toContain('visitor-12345');
  const shown = await tributary('tail', '--type', 'page', '--unredacted');
  expect(shown.out).toContain('anonymousId=visitor-12345');
});

it('counts and prices what it did', async () => {
  const status = await eventually(async () => {
    const { out } = await tributary('status', '--json');
    const parsed = JSON.parse(out);
    return parsed.messages.applied >= 3 ? parsed : undefined;
  });
  expect(status.messages.accepted).toBeGreaterThanOrEqual(3);
  expect(status.usage.dollars.total).toBeGreaterThan(0);
  const { out } = await tributary('status', '--summary');
  expect(out).toContain(`${running.credentials.url}/#token=${running.credentials.adminToken}`);
  expect(out).toContain(running.credentials.secretWriteKey);
  expect(out).toMatch(/\$\d+\.\d\d per million messages at list price/);
});

it('repeats in one line what the API refuses', async () => {
  expect(await tributary('profile', 'get', 'email:nobody@example.com')).toEqual({
    code: 1,
    out: '',
    err: 'tributary: nobody is known by this identifier (profile_not_found)\n',
  });
});

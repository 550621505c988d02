import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { prepareAssembly, ROOT } from './assembly.ts';

let parent: string;
let dataDir: string;
let readyFile: string;
const children: ChildProcess[] = [];

beforeAll(async () => {
  await prepareAssembly(); // so that no test waits for it
  parent = mkdtempSync(path.join(tmpdir(), 'tributary-start-'));
  dataDir = path.join(parent, 'data');
  readyFile = path.join(parent, 'ready.json');
});

afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(parent, { recursive: true });
});

function start(...flags: string[]) {
  const args = ['local/start.ts', '--no-sample', ...flags];
  const child = spawn(process.execPath, args, { cwd: ROOT });
  children.push(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk;
    });
  }
  const ended = once(child, 'close').then(([code]) => ({ code, output }));
  return { child, ended };
}

async function startAndWait(...flags: string[]) {
  rmSync(readyFile, { force: true });
  const started = start('--port', '0', '--data-dir', dataDir, '--ready-file', readyFile, ...flags);
  await until(() => existsSync(readyFile) || started.child.exitCode !== null);
  if (started.child.exitCode !== null) throw new Error((await started.ended).output);
  const ready = JSON.parse(readFileSync(readyFile, 'utf8')) as Record<string, string>;
  return { ...started, ready };
}

async function end({ child, ended }: ReturnType<typeof start>, signal: NodeJS.Signals) {
  child.kill(signal);
  return ended;
}

it('serves with credentials in the ready file, stops cleanly, and goes on where it was', async () => {
  const first = await startAndWait();
  expect(Object.keys(first.ready)).toEqual([
    'url',
    'publicWriteKey',
    'secretWriteKey',
    'adminToken',
  ]);
  expect((await fetch(`${first.ready.url}/v1/health`)).status).toBe(200);
  const credentials = path.join(dataDir, 'credentials.json');
  expect(JSON.parse(readFileSync(credentials, 'utf8'))).toEqual(first.ready);
  expect(statSync(credentials).mode & 0o777).toBe(0o600);
  const { code, output } = await end(first, 'SIGTERM');
  expect(code).toBe(0);
  expect(output).toMatch(/· stopping\n$/);

  const second = await startAndWait();
  expect(second.ready).toEqual({ ...first.ready, url: second.ready.url });
  const known = { authorization: `Bearer ${first.ready.adminToken}` };
  const traits = await fetch(`${second.ready.url}/v1/admin/computed-traits`, { headers: known });
  expect(traits.status).toBe(200);
  await end(second, 'SIGKILL');

  const third = await startAndWait();
  expect(third.ready.adminToken).toBe(first.ready.adminToken);
  const refused = await start('--port', '0', '--data-dir', dataDir).ended;
  expect(refused.code).toBe(1);
  expect(refused.output).toMatch(
    new RegExp(`tributary: data directory '.*' is in use by process ${third.child.pid}; .*\n$`),
  );
  expect((await end(third, 'SIGINT')).code).toBe(0);

  const fresh = await startAndWait('--fresh');
  expect(fresh.ready.adminToken).not.toBe(first.ready.adminToken);
  expect((await end(fresh, 'SIGHUP')).code).toBe(0);
});

it('ends by itself when its launcher is killed, which nobody else could tell it', async () => {
  const script = `
    const { spawn } = require('node:child_process');
    const env = { ...process.env, TRIBUTARY_LAUNCHER: String(process.pid) };
    const child = spawn(process.execPath, process.argv.slice(1), { env, stdio: 'inherit' });
    console.log('pid ' + child.pid);`;
  const ready = path.join(parent, 'launched.json');
  const flags = ['--port', '0', '--data-dir', path.join(parent, 'launched'), '--ready-file', ready];
  const args = ['-e', script, '--', 'local/start.ts', '--no-sample', ...flags];
  const launcher = spawn(process.execPath, args, { cwd: ROOT });
  children.push(launcher);
  const [line] = await once(launcher.stdout, 'data');
  const pid = Number(/pid (\d+)/.exec(String(line))?.[1]);
  await until(() => existsSync(ready));
  launcher.kill('SIGKILL');
  await until(() => !isAlive(pid));
});

it('says in one line which port is taken and what to do', async () => {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  const other = path.join(parent, 'other');
  const { code, output } = await start('--port', String(port), '--data-dir', other).ended;
  expect(code).toBe(1);
  expect(output.trim().split('\n').at(-1)).toBe(
    `tributary: port ${port} is taken by another program; stop that one, or choose another with --port N (0 takes a free one)`,
  );
  server.close();
});

it('says in one line that a flag is unknown', async () => {
  const { code, output } = await start('--prot', '1').ended;
  expect(code).toBe(1);
  expect(output).toBe(
    "tributary: Unknown option '--prot'; `npm start -- --help` lists the flags\n",
  );
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error('waited 30 s in vain');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

/** Stands for npm: "installs" what the lockfile says, slowly, or fails as told. */
const NPM = `
const fs = require('node:fs');
if (fs.existsSync('npm-fails')) { console.error('E404 nothing there'); process.exit(7); }
setTimeout(() => {
  fs.appendFileSync('installs', process.argv.slice(2).join(' ') + '\\n');
  fs.mkdirSync('node_modules/.bin', { recursive: true });
  fs.rmSync('node_modules/.bin/node', { force: true });
  fs.symlinkSync(process.execPath, 'node_modules/.bin/node');
  fs.copyFileSync('package-lock.json', 'node_modules/.package-lock.json');
  console.log('npm talks a lot');
}, 300);`;

let root: string;

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'tributary-launch-'));
  mkdirSync(path.join(root, 'local'));
  copyFileSync(
    path.join(import.meta.dirname, 'launch.mjs'),
    path.join(root, 'local', 'launch.mjs'),
  );
  writeFileSync(path.join(root, 'npm.js'), NPM);
  writeLock({ 'node_modules/zod': { version: '4.0.0' } });
});

afterEach(() => rmSync(root, { recursive: true }));

function writeLock(packages: Record<string, object>): void {
  const lock = JSON.stringify({ packages: { '': { name: 'tributary' }, ...packages } });
  writeFileSync(path.join(root, 'package-lock.json'), lock);
}

function launch(...command: string[]): ChildProcess {
  return spawn(process.execPath, ['local/launch.mjs', ...command], {
    cwd: root,
    env: { ...process.env, npm_execpath: path.join(root, 'npm.js') },
  });
}

async function finished(child: ChildProcess) {
  let output = '';
  child.stdout?.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    output += chunk;
  });
  const [code] = await once(child, 'close');
  return { code, output };
}

const installs = () => {
  const file = path.join(root, 'installs');
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
};

describe('packages', () => {
  it('are installed when missing, without npm chatter, and the command then runs', async () => {
    const { code, output } = await finished(launch('node', '-p', '40 + 2'));
    expect(code).toBe(0);
    expect(output).toMatch(/^installing packages .*\n42\n$/);
    expect(installs()).toEqual(['ci --no-audit --no-fund']);
  });

  it('are left alone when they match the lockfile', async () => {
    await finished(launch('node', '-p', '1'));
    expect((await finished(launch('node', '-p', '1'))).output).toBe('1\n');
    expect(installs()).toHaveLength(1);
  });

  it('are installed again when the lockfile changed', async () => {
    await finished(launch('node', '-p', '1'));
    writeLock({ 'node_modules/zod': { version: '4.0.1' } });
    await finished(launch('node', '-p', '1'));
    expect(installs()).toHaveLength(2);
  });

  it('that npm leaves out as optional do not count as missing', async () => {
    await finished(launch('node', '-p', '1'));
    writeLock({
      'node_modules/zod': { version: '4.0.0' },
      'node_modules/other-platform': { version: '1.0.0', optional: true },
    });
    await finished(launch('node', '-p', '1'));
    expect(installs()).toHaveLength(1);
  });

  it('are installed once when two commands start at the same time', async () => {
    const both = await Promise.all([
      finished(launch('node', '-p', '1')),
      finished(launch('node', '-p', '2')),
    ]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    expect(installs()).toHaveLength(1);
  });

  it('that fail to install show what npm said, and the command does not run', async () => {
    writeFileSync(path.join(root, 'npm-fails'), '');
    const { code, output } = await finished(launch('node', '-p', '42'));
    expect(code).not.toBe(0);
    expect(output).toContain('E404 nothing there');
    expect(output).toMatch(/npm ci failed, see above; mend it and run the command again\n$/);
  });
});

describe('the command', () => {
  beforeEach(async () => {
    await finished(launch('node', '-p', '1'));
  });

  it('finds the programs of this repository first', async () => {
    symlinkSync('/bin/echo', path.join(root, 'node_modules/.bin/vitest'));
    expect((await finished(launch('vitest', 'run'))).output).toBe('run\n');
  });

  it('hands on its exit code', async () => {
    expect((await finished(launch('node', '-e', 'process.exit(5)'))).code).toBe(5);
  });

  it('that does not exist is one line', async () => {
    const { code, output } = await finished(launch('no-such-command'));
    expect(code).toBe(1);
    expect(output).toMatch(/^cannot run 'no-such-command'.*\n$/);
  });

  it('receives the signals the launcher gets, and leaves nobody behind', async () => {
    const script = `
      process.on('SIGTERM', () => process.exit(9));
      setInterval(() => {}, 1000);
      console.log(process.pid);`;
    const child = launch('node', '-e', script);
    const [pid] = await once(child.stdout ?? child, 'data');
    child.kill('SIGTERM');
    expect((await finished(child)).code).toBe(9);
    expect(() => process.kill(Number(pid), 0)).toThrow('ESRCH');
  });
});

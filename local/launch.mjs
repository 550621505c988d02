// Runs a command of this repository on a machine with nothing but Node and npm: installs packages when they are
// missing or do not match the lockfile (the pinned Node among them), then runs the command with
// node_modules/.bin first on PATH. Plain JavaScript without dependencies, because it runs before they exist.

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const OLDEST_NODE = 20;
const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const MODULES = path.join(ROOT, 'node_modules');
const LOCK = path.join(
  tmpdir(),
  `tributary-install-${createHash('sha256').update(ROOT).digest('hex').slice(0, 16)}`,
);
const isWindows = process.platform === 'win32';

process.exitCode = await main(process.argv.slice(2));

async function main([command, ...args]) {
  if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
    return fail(`Node ${process.versions.node} is too old, install Node 20 or newer (nodejs.org)`);
  }
  if (!command) return fail('no command given, expected one: node local/launch.mjs <command>');
  if (!isInstalled()) {
    const code = await alone(install);
    if (code !== 0) return code;
  }
  return run(command, args);
}

function fail(line) {
  console.error(line);
  return 1;
}

/**
 * Compares the lockfile with the one npm keeps of what it has really installed: every package must be there
 * in its version. Packages marked optional are for other platforms, and npm leaves them out here.
 */
function isInstalled() {
  const hidden = path.join(MODULES, '.package-lock.json');
  if (
    !existsSync(hidden) ||
    !existsSync(path.join(MODULES, '.bin', isWindows ? 'node.cmd' : 'node'))
  )
    return false;
  const { packages: wanted } = readJson(path.join(ROOT, 'package-lock.json'));
  const { packages: present } = readJson(hidden);
  return Object.entries(wanted).every(
    ([name, entry]) =>
      name === '' || present[name]?.version === entry.version || (entry.optional && !present[name]),
  );
}

function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** One installation at a time; whoever waited finds the work done. */
async function alone(work) {
  for (let waited = 0; !takeLock(); waited += 1) {
    if (waited === 0) console.error('waiting for another installation of the same packages');
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  try {
    return isInstalled() ? 0 : await work();
  } finally {
    rmSync(LOCK, { recursive: true, force: true });
  }
}

function takeLock() {
  try {
    mkdirSync(LOCK);
    writeFileSync(path.join(LOCK, 'pid'), String(process.pid));
    return true;
  } catch {
    if (isAbandoned()) rmSync(LOCK, { recursive: true, force: true });
    return false;
  }
}

function isAbandoned() {
  try {
    process.kill(Number(readFileSync(path.join(LOCK, 'pid'), 'utf8')), 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

/** npm's own words are shown only when it fails. */
async function install() {
  console.error('installing packages (npm ci), once: this takes a minute or so');
  const npm = process.env.npm_execpath;
  const args = ['ci', '--no-audit', '--no-fund'];
  const child = npm?.endsWith('.js')
    ? spawn(process.execPath, [npm, ...args], { cwd: ROOT })
    : spawn('npm', args, { cwd: ROOT, shell: isWindows });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  const code = await ended(child);
  if (code === 0) return 0;
  console.error(output.trimEnd());
  return fail('npm ci failed, see above; mend it and run the command again');
}

async function run(command, args) {
  const bin = path.join(MODULES, '.bin');
  const child = spawn(command, args, {
    stdio: 'inherit',
    shell: isWindows,
    env: {
      ...process.env,
      PATH: `${bin}${path.delimiter}${process.env.PATH ?? ''}`,
      // lets the cloud notice that nobody is left to stop it
      TRIBUTARY_LAUNCHER: String(process.pid),
    },
  });
  return ended(child);
}

/** Passes signals on and waits: the exit code, or 128 + signal as shells count. */
function ended(child) {
  const forward = (signal) => {
    // Ctrl-C in a terminal reaches the child by itself
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, forward);
  const orphaned = whenOrphaned(() => child.kill('SIGTERM'));
  return new Promise((resolve) => {
    const done = (code) => {
      clearInterval(orphaned);
      for (const signal of signals) process.off(signal, forward);
      resolve(code);
    };
    child.on('error', (error) => done(fail(`cannot run '${child.spawnfile}': ${error.message}`)));
    child.on('exit', (code, signal) => done(code ?? 128 + constants.signals[signal]));
  });
}

/** Acts when whoever started us is gone, npm killed for one: nobody would be left to stop what we run. */
function whenOrphaned(act) {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    // once: whoever is told twice stops at once, whatever is under way
    clearInterval(timer);
    act();
  }, 500).unref();
  return timer;
}

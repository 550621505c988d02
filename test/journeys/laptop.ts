import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ROOT } from '../../local/assembly.ts';
import type { Credentials } from '../../local/credentials.ts';

const READY_MS = 100_000;

/** What `npm start` runs, as a process of its own with data of its own. */
export interface Laptop {
  readonly credentials: Credentials;
  /** `kill -9`: nothing is finished, flushed or closed. */
  kill(): Promise<void>;
  /** Starts it again on the same data and port. */
  restart(): Promise<void>;
  /** Kills it and deletes its data. */
  remove(): Promise<void>;
}

/** Starts one on a free port, without the sample, and waits until it serves. */
export async function startLaptop(): Promise<Laptop> {
  const home = mkdtempSync(path.join(tmpdir(), 'tributary-journey-'));
  let child = start(home, 0);
  const credentials = await untilReady(home, child);
  const kill = () => end(child);
  return {
    credentials,
    kill,
    async restart() {
      child = start(home, Number(new URL(credentials.url).port));
      await untilReady(home, child);
    },
    async remove() {
      await kill();
      rmSync(home, { recursive: true });
    },
  };
}

function start(home: string, port: number): ChildProcess {
  rmSync(readyFile(home), { force: true });
  const flags = ['--no-sample', '--port', String(port), '--ready-file', readyFile(home)];
  const log = openSync(logFile(home), 'a');
  const child = spawn(
    process.execPath,
    ['local/start.ts', '--data-dir', path.join(home, 'data'), ...flags],
    { cwd: ROOT, stdio: ['ignore', log, log] },
  );
  closeSync(log);
  return child;
}

async function untilReady(home: string, child: ChildProcess): Promise<Credentials> {
  const deadline = Date.now() + READY_MS;
  while (!existsSync(readyFile(home))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      throw new Error(`the laptop cloud does not serve:\n${readFileSync(logFile(home), 'utf8')}`);
    }
    await pause(50);
  }
  return JSON.parse(readFileSync(readyFile(home), 'utf8'));
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
}

function readyFile(home: string): string {
  return path.join(home, 'ready.json');
}

function logFile(home: string): string {
  return path.join(home, 'output.log');
}

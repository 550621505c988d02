import { execFile } from 'node:child_process';
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { exclusively } from './exclusive.ts';
import { inputHash } from './input-hash.ts';
import { StartError } from './start-error.ts';

/** The repository this file is part of. */
export const ROOT = path.resolve(import.meta.dirname, '..');

const KEEP_MS = 7 * 24 * 3_600_000;

/**
 * Bundles the functions and synthesizes the app for stage `local`, unless nothing they are made from has
 * changed, and says where the cloud assembly lies. Safe to call from many processes at once: one builds, the
 * others wait. Each set of inputs has a directory of its own, so a running cloud never sees its assets change.
 */
export async function prepareAssembly(onStep: (step: string) => void = () => {}): Promise<string> {
  const home = path.join(ROOT, 'dist', 'assembly');
  try {
    mkdirSync(home, { recursive: true });
    accessSync(home, constants.W_OK);
  } catch (cause) {
    const text = `${home} can't be written, make this checkout your own (chown, or clone it yourself)`;
    throw new StartError(text, { cause });
  }
  const directory = path.join(home, inputHash(ROOT));
  if (existsSync(directory)) {
    utimesSync(directory, new Date(), new Date());
    return directory;
  }
  return exclusively(path.join(home, 'lock'), async () => {
    if (existsSync(directory)) return directory;
    dropOld(home);
    const unfinished = `${directory}.${process.pid}`;
    onStep('bundling the functions');
    await node(['infra/build.ts']);
    onStep('synthesizing the app');
    await node(['infra/app.ts'], { CDK_CONTEXT_JSON: contextJson(), CDK_OUTDIR: unfinished });
    renameSync(unfinished, directory);
    return directory;
  });
}

/** The CDK CLI passes this itself; without it feature flags and the stage would be missing. */
function contextJson(): string {
  const { context } = JSON.parse(readFileSync(path.join(ROOT, 'cdk.json'), 'utf8')) as {
    context: Record<string, unknown>; // our own file
  };
  return JSON.stringify({
    ...context,
    stage: 'local',
    'aws:cdk:enable-path-metadata': true,
    'aws:cdk:enable-asset-metadata': true,
  });
}

async function node(args: readonly string[], environment: Record<string, string> = {}) {
  try {
    await promisify(execFile)(process.execPath, [...args], {
      cwd: ROOT,
      env: { ...process.env, ...environment },
      maxBuffer: 64 * 1024 * 1024,
    });
  } catch (cause) {
    const output = cause instanceof Error && 'stderr' in cause ? String(cause.stderr).trim() : '';
    throw new StartError(`\`node ${args.join(' ')}\` failed:\n${output}`, { cause });
  }
}

/** A cloud still starts workers from its assembly, so only those nobody has run for a week are deleted. */
function dropOld(home: string): void {
  for (const name of readdirSync(home)) {
    const entry = path.join(home, name);
    const stats = statSync(entry);
    if (stats.isDirectory() && stats.mtimeMs < Date.now() - KEEP_MS) {
      rmSync(entry, { recursive: true });
    }
  }
}

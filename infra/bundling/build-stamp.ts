import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a build is made of. Paths are relative to `root`, the project's folder. */
interface Build {
  readonly root: string;
  readonly entries: readonly string[];
}

/**
 * Says whether the stamp at `path` still holds: the build has the same entries, and every file it read
 * last time has the same content. Packages are represented by the lockfile, not by their files.
 */
export function isUnchanged(path: string, build: Build): boolean {
  if (!existsSync(path)) return false;
  const [recorded, ...inputs] = readFileSync(path, 'utf8').trimEnd().split('\n');
  return recorded === fingerprint(build, inputs);
}

/** Writes the stamp of a finished build: the fingerprint, then the files it read, one a line. */
export function writeStamp(path: string, build: Build & { inputs: readonly string[] }): void {
  const inputs = [...new Set(build.inputs)].sort();
  writeFileSync(path, `${[fingerprint(build, inputs), ...inputs].join('\n')}\n`);
}

function fingerprint(build: Build, inputs: readonly string[]): string {
  const hash = createHash('sha256').update(JSON.stringify(build.entries));
  for (const input of inputs) {
    const path = join(build.root, input);
    hash.update(`\0${input}\0`).update(existsSync(path) ? readFileSync(path) : 'missing');
  }
  return hash.digest('hex');
}

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** What the synthesized app is made from. Packages are represented by the lockfile. */
const FOLDERS = ['infra', 'functions', 'shared', 'console'];
const FILES = ['package-lock.json', 'cdk.json', 'tsconfig.json', 'local/assembly.ts'];

/** A hash over every file (tests left out) from which bundles and templates are made. */
export function inputHash(root: string): string {
  const files = [...FOLDERS.flatMap((folder) => filesBelow(root, folder)), ...FILES];
  const hash = createHash('sha256');
  for (const file of files.sort()) {
    hash.update(`\0${file}\0`).update(readFileSync(path.join(root, file)));
  }
  return hash.digest('hex').slice(0, 16);
}

function filesBelow(root: string, folder: string): string[] {
  const entries = readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts'))
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)));
}

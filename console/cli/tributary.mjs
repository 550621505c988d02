#!/usr/bin/env node
// Starts the command line tool. Plain JavaScript, because whatever Node is installed reads it first: the
// tool itself is TypeScript and runs on the Node that `npm install` put into node_modules.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const NEEDED = 24;

if (Number(process.versions.node.split('.')[0]) >= NEEDED) {
  await import('./tributary.ts');
} else {
  process.exitCode = runOnPinnedNode();
}

function runOnPinnedNode() {
  const script = fileURLToPath(new URL('tributary.ts', import.meta.url));
  const folder = fileURLToPath(new URL('../../node_modules/node/bin/', import.meta.url));
  const node = [`${folder}node`, `${folder}node.exe`].find((path) => existsSync(path));
  if (node === undefined) {
    console.error(`tributary: Node ${NEEDED} is missing, install it with: npm ci`);
    return 1;
  }
  // Ctrl-C reaches the tool itself; this process stays to pass its exit code on.
  process.on('SIGINT', () => {});
  const child = spawnSync(node, [script, ...process.argv.slice(2)], { stdio: 'inherit' });
  return child.status ?? 1;
}

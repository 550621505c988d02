import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import * as esbuild from 'esbuild';
import { isUnchanged, writeStamp } from './bundling/build-stamp.ts';
import {
  BUNDLES,
  type Entry,
  findEntries,
  findPageAssets,
  PAGE_FOLDER,
  ROOT,
} from './bundling/entries.ts';
import { FUNCTION_OPTIONS, PAGE_OPTIONS } from './bundling/options.ts';

const STAMP = join(ROOT, 'dist/build-stamp');
const PAGE_ENTRY = `${PAGE_FOLDER}/main.ts`;
const CONSOLE_BUNDLE = 'console-serve-console';
/** Says what `index.js` is wherever the bundle lies: this project's own package.json says otherwise. */
const PACKAGE = '{"type":"commonjs"}\n';
const BUILD_SOURCES = ['package-lock.json', 'infra/build.ts', ...filesOf('infra/bundling')];

/**
 * Bundles every function, and the console's page into the function that serves it, in one esbuild run
 * each (separate runs would parse the AWS SDK once per function). Skips the work when nothing it read
 * last time has changed. Safe to run in two processes at once: files are moved into place whole.
 */
export async function build(): Promise<{ built: boolean; bundles: readonly string[] }> {
  const entries = findEntries(ROOT);
  const assets = findPageAssets(ROOT);
  const hasPage = existsSync(join(ROOT, PAGE_ENTRY));
  const identity = [
    ...entries.map((entry) => entry.source),
    ...(hasPage ? [PAGE_ENTRY] : []),
    ...assets,
  ];
  const bundles = entries.map((entry) => entry.name);
  if (isUnchanged(STAMP, { root: ROOT, entries: identity }) && areThere(bundles)) {
    return { built: false, bundles };
  }
  const inputs = [
    ...(await bundleFunctions(entries)),
    ...(hasPage ? await bundlePage(assets) : []),
  ];
  removeStale(bundles);
  writeStamp(STAMP, { root: ROOT, entries: identity, inputs: [...inputs, ...BUILD_SOURCES] });
  return { built: true, bundles };
}

async function bundleFunctions(entries: readonly Entry[]): Promise<readonly string[]> {
  const result = await esbuild.build({
    ...FUNCTION_OPTIONS,
    entryPoints: entries.map(({ source, name }) => ({ in: source, out: `${name}/index` })),
    outdir: BUNDLES,
  });
  for (const file of result.outputFiles) place(file.path, (to) => writeFileSync(to, file.contents));
  for (const { name } of entries) {
    place(join(BUNDLES, name, 'package.json'), (to) => writeFileSync(to, PACKAGE));
  }
  return ownSources(result.metafile);
}

async function bundlePage(assets: readonly string[]): Promise<readonly string[]> {
  const outdir = join(BUNDLES, CONSOLE_BUNDLE, 'public');
  rmSync(outdir, { recursive: true, force: true });
  const result = await esbuild.build({
    ...PAGE_OPTIONS,
    entryPoints: [PAGE_ENTRY],
    outdir,
  });
  for (const file of result.outputFiles) place(file.path, (to) => writeFileSync(to, file.contents));
  for (const asset of assets) {
    place(join(outdir, asset.slice(PAGE_FOLDER.length + 1)), (to) =>
      copyFileSync(join(ROOT, asset), to),
    );
  }
  return [...ownSources(result.metafile), ...assets];
}

function place(path: string, write: (temporary: string) => void): void {
  const temporary = join(ROOT, 'dist', `.${process.pid}.tmp`);
  mkdirSync(dirname(path), { recursive: true });
  write(temporary);
  renameSync(temporary, path);
}

function ownSources(metafile: esbuild.Metafile): readonly string[] {
  return Object.keys(metafile.inputs).filter((path) => !path.includes('node_modules/'));
}

function removeStale(bundles: readonly string[]): void {
  for (const name of existsSync(BUNDLES) ? readdirSync(BUNDLES) : []) {
    if (!bundles.includes(name)) rmSync(join(BUNDLES, name), { recursive: true });
  }
}

function areThere(bundles: readonly string[]): boolean {
  return bundles.every((name) => existsSync(join(BUNDLES, name, 'index.js')));
}

function filesOf(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder)).map((name) => `${folder}/${name}`);
}

if (import.meta.main) await build();

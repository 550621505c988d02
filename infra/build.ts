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
import { inlineSchemaKeys } from './bundling/inline-schema-keys.ts';

const STAMP = join(ROOT, 'dist/build.json');
const CONSOLE_BUNDLE = 'console-serve-console';
const BUILD_SOURCES = ['package-lock.json', 'infra/build.ts', ...filesOf('infra/bundling')];

/**
 * Bundles every function, and the console's page into the function that serves it, in one esbuild run
 * each (separate runs would parse the AWS SDK once per function). Skips the work when nothing it read
 * last time has changed. Safe to run in two processes at once: files are moved into place whole.
 */
export async function build(): Promise<{ built: boolean; bundles: readonly string[] }> {
  const entries = findEntries(ROOT);
  const assets = findPageAssets(ROOT);
  const identity = [...entries.map((entry) => entry.source), ...assets];
  const bundles = entries.map((entry) => entry.name);
  if (isUnchanged(STAMP, { root: ROOT, entries: identity }) && areThere(bundles)) {
    return { built: false, bundles };
  }
  const inputs = [...(await bundleFunctions(entries)), ...(await bundlePage(assets))];
  removeStale(bundles);
  writeStamp(STAMP, { root: ROOT, entries: identity, inputs: [...inputs, ...BUILD_SOURCES] });
  return { built: true, bundles };
}

const SHARED: esbuild.BuildOptions & { metafile: true; write: false } = {
  absWorkingDir: ROOT,
  bundle: true,
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
  write: false,
};

/** Minified CommonJS starts faster than ES modules; the SDK's ES sources are what esbuild can shake. */
async function bundleFunctions(entries: readonly Entry[]): Promise<readonly string[]> {
  const result = await esbuild.build({
    ...SHARED,
    entryPoints: entries.map(({ source, name }) => ({ in: source, out: `${name}/index` })),
    outdir: BUNDLES,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    mainFields: ['module', 'main'],
    alias: { '@aws-sdk/credential-provider-node': './infra/bundling/lambda-credentials.ts' },
    plugins: [inlineSchemaKeys],
  });
  for (const file of result.outputFiles) place(file.path, (to) => writeFileSync(to, file.contents));
  return ownSources(result.metafile);
}

async function bundlePage(assets: readonly string[]): Promise<readonly string[]> {
  if (!existsSync(join(ROOT, PAGE_FOLDER, 'main.ts'))) return [];
  const outdir = join(BUNDLES, CONSOLE_BUNDLE, 'public');
  rmSync(outdir, { recursive: true, force: true });
  const result = await esbuild.build({
    ...SHARED,
    entryPoints: [`${PAGE_FOLDER}/main.ts`],
    outdir,
    platform: 'browser',
    target: 'es2022',
    format: 'esm',
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

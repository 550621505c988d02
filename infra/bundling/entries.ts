import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

/** The project's folder. */
export const ROOT = resolve(import.meta.dirname, '../..');

/** Where bundles lie: `<here>/<capability>-<use case>/index.js`. */
export const BUNDLES = join(ROOT, 'dist/functions');

const SUFFIX = '.lambda.ts';

/** One function to bundle: its source and the name of its bundle, `<capability>-<use case>`. */
export interface Entry {
  /** Relative to the project, with forward slashes. */
  readonly source: string;
  readonly name: string;
}

/** Finds every `functions/<capability>/<use case>.lambda.ts`, sorted by name. */
export function findEntries(root: string): readonly Entry[] {
  return readdirSync(join(root, 'functions'), { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith(SUFFIX))
    .map((path) => ({ source: `functions/${path}`, name: bundleName(path) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Files of the console page that are served as they are; empty while there is no page. */
export function findPageAssets(root: string): readonly string[] {
  const page = join(root, PAGE_FOLDER);
  if (!existsSync(page)) return [];
  return readdirSync(page, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile() && !/\.(ts|md)$/.test(file.name))
    .map((file) =>
      join(file.parentPath, file.name)
        .slice(root.length + 1)
        .replaceAll('\\', '/'),
    )
    .sort();
}

/** Where the console's page lives; `main.ts` in it is bundled for the browser. */
export const PAGE_FOLDER = 'console/page';

function bundleName(path: string): string {
  return `${dirname(path).replaceAll('/', '-')}-${basename(path, SUFFIX)}`;
}

import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/**
 * Lets esbuild drop the schemas of AWS operations a function never calls.
 *
 * Every SDK client describes all its operations in one file of constant arrays, with object keys written
 * as `[_hH]: …` where `_hH` is a string constant at the top. A computed key may have side effects, so
 * esbuild keeps every array that has one: 60 KB of S3 for one PutObject. Writing the constant's own text
 * in its place changes nothing at run time and makes the arrays removable.
 */
export const inlineSchemaKeys: Plugin = {
  name: 'inline-schema-keys',
  setup(build) {
    build.onLoad(
      { filter: /@aws-sdk[\\/]client-[^\\/]+[\\/]dist-es[\\/]schemas[\\/]schemas_0\.js$/ },
      async ({ path }) => ({ contents: withLiteralKeys(await readFile(path, 'utf8')) }),
    );
  },
};

const STRING_CONSTANT = /^const (_\w+) = ("(?:[^"\\]|\\.)*");$/gm;
const COMPUTED_KEY = /\[(_\w+)\]:/g;

/** Replaces computed keys that name a top-level string constant of `source` by that string. */
export function withLiteralKeys(source: string): string {
  const constants = new Map<string, string>();
  for (const [, name = '', literal = ''] of source.matchAll(STRING_CONSTANT)) {
    constants.set(name, literal);
  }
  return source.replace(COMPUTED_KEY, (whole, name: string) => {
    const literal = constants.get(name);
    return literal === undefined ? whole : `${literal}:`;
  });
}

import type { BuildOptions } from 'esbuild';
import { ROOT } from './entries.ts';
import { inlineSchemaKeys } from './inline-schema-keys.ts';

type InMemory = BuildOptions & { metafile: true; write: false };

const SHARED: InMemory = {
  absWorkingDir: ROOT,
  bundle: true,
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
  write: false,
};

/** How functions are bundled: minified CommonJS starts faster than ES modules, the SDK's ES sources shake better. */
export const FUNCTION_OPTIONS: InMemory = {
  ...SHARED,
  platform: 'node',
  target: 'node24',
  format: 'cjs',
  mainFields: ['module', 'main'],
  alias: { '@aws-sdk/credential-provider-node': './infra/bundling/lambda-credentials.ts' },
  plugins: [inlineSchemaKeys],
};

/** How the console's page is bundled. */
export const PAGE_OPTIONS: InMemory = {
  ...SHARED,
  platform: 'browser',
  target: 'es2022',
  format: 'esm',
};

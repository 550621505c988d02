import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { build } from '../../infra/build.ts';
import { BUNDLES, findEntries, ROOT } from '../../infra/bundling/entries.ts';
import { synthesize } from './synthesize.ts';

await build();

it.each(['collect-collect', 'lake-archive', 'resolve-resolve'])(
  '%s stays within 400 KB',
  (name) => {
    expect(readFileSync(join(BUNDLES, name, 'index.js')).length).toBeLessThanOrEqual(400_000);
  },
);

it('makes a bundle for each function of the stack, and no other', () => {
  expect(findEntries(ROOT)).toHaveLength(synthesize('dev').ofType('AWS::Lambda::Function').length);
});

it('does nothing when nothing changed', async () => {
  expect(await build()).toMatchObject({ built: false });
});

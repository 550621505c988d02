import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { prepareAssembly, ROOT } from '../../local/assembly.ts';

function templates(directory: string): Record<string, unknown> {
  const names = readdirSync(directory).filter((name) => name.endsWith('.template.json'));
  return Object.fromEntries(
    names.map((name) => [name, JSON.parse(readFileSync(path.join(directory, name), 'utf8'))]),
  );
}

it('the templates the laptop runs are those the CDK CLI would deploy', async () => {
  const ours = await prepareAssembly();
  const theirs = mkdtempSync(path.join(tmpdir(), 'tributary-cli-'));
  const bin = path.join(ROOT, 'node_modules/.bin');
  const args = ['synth', '--quiet', '--output', theirs, '--context', 'stage=local'];
  // the CLI's answer to "which account" must not depend on who runs the test
  const { AWS_PROFILE: _, ...rest } = process.env;
  const env = { ...rest, PATH: `${bin}${path.delimiter}${process.env.PATH}` };
  await promisify(execFile)(path.join(bin, 'cdk'), args, { cwd: ROOT, env });
  expect(Object.keys(templates(ours))).toHaveLength(2);
  expect(templates(theirs)).toEqual(templates(ours));
  rmSync(theirs, { recursive: true });
});

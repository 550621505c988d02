import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';
import type { Template, TemplateResource } from '../../local/template/assembly.ts';

/** A folder that looks like what `cdk synth` writes. */
export interface AssemblyFiles {
  readonly directory: string;
}

const written: string[] = [];

afterAll(() => {
  for (const directory of written) rmSync(directory, { recursive: true, force: true });
});

/** Writes a cloud assembly: templates by stack name, and `index.js` sources by asset hash. */
export function writeAssembly(
  stacks: Readonly<Record<string, Template>>,
  assets: Readonly<Record<string, string>> = {},
): AssemblyFiles {
  const directory = mkdtempSync(path.join(tmpdir(), 'tributary-assembly-'));
  written.push(directory);
  const artifacts: Record<string, unknown> = {};
  for (const [name, template] of Object.entries(stacks)) {
    artifacts[name] = {
      type: 'aws:cloudformation:stack',
      properties: { templateFile: `${name}.template.json` },
    };
    artifacts[`${name}.assets`] = { type: 'cdk:asset-manifest' };
    writeFileSync(path.join(directory, `${name}.template.json`), JSON.stringify(template));
    const files = Object.fromEntries(
      Object.keys(assets).map((hash) => [hash, { source: { path: `asset.${hash}` } }]),
    );
    writeFileSync(path.join(directory, `${name}.assets.json`), JSON.stringify({ files }));
  }
  for (const [hash, source] of Object.entries(assets)) {
    mkdirSync(path.join(directory, `asset.${hash}`));
    writeFileSync(path.join(directory, `asset.${hash}`, 'index.js'), source);
  }
  // a repository's package.json above the asset must not turn bundles into ES modules
  writeFileSync(path.join(directory, 'package.json'), '{"type":"module"}');
  writeFileSync(path.join(directory, 'manifest.json'), JSON.stringify({ artifacts }));
  return { directory };
}

/** A function with a role of its own that may do what `statements` say; asset hash = logical id. */
export function functionResources(
  id: string,
  options: {
    readonly statements?: readonly unknown[];
    readonly properties?: Readonly<Record<string, unknown>>;
  } = {},
): Record<string, TemplateResource> {
  const policies = options.statements && [
    { PolicyName: 'p', PolicyDocument: { Statement: options.statements } },
  ];
  return {
    [`${id}Role`]: {
      Type: 'AWS::IAM::Role',
      Properties: { AssumeRolePolicyDocument: {}, ...(policies && { Policies: policies }) },
    },
    [id]: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName: id,
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Role: { 'Fn::GetAtt': [`${id}Role`, 'Arn'] },
        Code: { S3Bucket: 'assets', S3Key: `${id}.zip` },
        ...options.properties,
      },
    },
  };
}

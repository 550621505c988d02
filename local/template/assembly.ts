import { readFileSync } from 'node:fs';
import path from 'node:path';
import { StartError } from '../start-error.ts';

/** A CloudFormation template as JSON. */
export interface Template {
  readonly Resources?: Readonly<Record<string, TemplateResource>>;
  readonly Outputs?: Readonly<Record<string, TemplateOutput>>;
  readonly Conditions?: Readonly<Record<string, unknown>>;
  readonly Mappings?: Readonly<Record<string, Record<string, Record<string, unknown>>>>;
  readonly Parameters?: Readonly<Record<string, { Type?: string; Default?: unknown }>>;
}

/** One resource as it stands in a template, intrinsic functions unresolved. */
export interface TemplateResource {
  readonly Type: string;
  readonly Condition?: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly Metadata?: { readonly 'aws:cdk:path'?: string };
}

/** One output as it stands in a template. */
export interface TemplateOutput {
  readonly Value: unknown;
  readonly Condition?: string;
  readonly Export?: { readonly Name: unknown };
}

/** One synthesized stack. */
export interface Stack {
  readonly name: string;
  readonly template: Template;
}

/** What `cdk synth` wrote: every stack, and where each asset lies. */
export interface Assembly {
  readonly stacks: readonly Stack[];
  /** Absolute path by asset hash. */
  readonly assets: ReadonlyMap<string, string>;
}

interface Artifact {
  readonly type: string;
  readonly properties?: { readonly templateFile?: string; readonly stackName?: string };
}

interface AssetManifest {
  readonly files?: Readonly<Record<string, { readonly source: { readonly path?: string } }>>;
}

/** Reads a cloud assembly directory (`cdk.out`). Throws `StartError` when it is not one. */
export function loadAssembly(directory: string): Assembly {
  const artifacts = Object.entries(readManifest(directory));
  const assets = new Map<string, string>();
  for (const [name] of artifacts.filter(([, { type }]) => type === 'cdk:asset-manifest')) {
    const { files = {} } = readJson<AssetManifest>(path.join(directory, `${name}.json`));
    for (const [hash, { source }] of Object.entries(files)) {
      if (source.path) assets.set(hash, path.resolve(directory, source.path));
    }
  }
  const stacks = artifacts
    .filter(([, { type }]) => type === 'aws:cloudformation:stack')
    .map(([id, { properties }]) => ({
      name: properties?.stackName ?? id,
      template: readJson<Template>(path.join(directory, properties?.templateFile ?? '')),
    }));
  return { stacks, assets };
}

function readManifest(directory: string): Readonly<Record<string, Artifact>> {
  try {
    const file = path.join(directory, 'manifest.json');
    return readJson<{ artifacts?: Record<string, Artifact> }>(file).artifacts ?? {};
  } catch (cause) {
    throw new StartError(`'${directory}' is not a CDK cloud assembly, run \`npm run synth\``, {
      cause,
    });
  }
}

function readJson<T>(file: string): T {
  return JSON.parse(readFileSync(file, 'utf8')) as T; // written by the CDK, not by people
}

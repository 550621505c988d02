import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { type StageConfig, type StageName, stageConfig } from '../../infra/config.ts';
import { addTributary } from '../../infra/tributary.ts';

const ROOT = join(import.meta.dirname, '../..');

/** One resource of a synthesized stack. */
export interface TemplateResource {
  /** The construct's path without the stack: `Collect/Collect/Function`. */
  readonly path: string;
  readonly logicalId: string;
  readonly type: string;
  // biome-ignore lint/suspicious/noExplicitAny: templates are JSON, and assertions say what is expected of it
  readonly properties: Record<string, any>;
  readonly deletionPolicy: string | undefined;
}

/** A stage as CloudFormation would get it. */
export interface Synthesized {
  readonly app: App;
  readonly config: StageConfig;
  readonly resources: readonly TemplateResource[];
  /** What one stack exports to the other: export name to the value it stands for. */
  readonly exports: ReadonlyMap<string, unknown>;
  readonly outputs: readonly string[];
  /** Both templates as text. */
  readonly text: string;
  readonly terminationProtection: readonly boolean[];
  ofType(type: string): readonly TemplateResource[];
  /** The resource at a path; fails when there is none. */
  at(path: string): TemplateResource;
}

/** Synthesizes a stage with stub bundles: templates do not depend on code, and asset hashes are not asserted. */
export function synthesize(
  stage: StageName,
  options: {
    region?: string;
    alarmEmail?: string;
    /** Runs the CDK's CloudFormation validator too, which takes a second and throws when it finds something. */
    validate?: true;
  } = {},
): Synthesized {
  const config = { ...stageConfig(stage), alarmEmail: options.alarmEmail };
  const app = new App({
    analyticsReporting: false,
    context: context(),
    builtinCloudFormationValidation: options.validate ?? false,
  });
  const env = options.region ? { account: '123456789012', region: options.region } : {};
  const stacks = Object.values(
    addTributary(app, { deployment: { config, bundles: stubBundles() }, env }),
  );
  const assembly = app.synth();
  const templates = stacks.map((stack) => assembly.getStackArtifact(stack.artifactId).template);
  const resources = templates.flatMap(readResources);
  return {
    app,
    config,
    resources,
    exports: new Map(templates.flatMap(readExports)),
    outputs: templates.flatMap((template) => Object.keys(template.Outputs ?? {})),
    text: JSON.stringify(templates),
    terminationProtection: stacks.map((stack) => stack.terminationProtection),
    ofType: (type) => resources.filter((resource) => resource.type === type),
    at: (path) => find(resources, path),
  };
}

/** The context of `cdk.json`, which only the CDK's CLI reads by itself. */
function context(): Record<string, unknown> {
  const { context } = JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8'));
  return { ...context, 'aws:cdk:enable-path-metadata': true };
}

function stubBundles(): string {
  const folder = mkdtempSync(join(tmpdir(), 'bundles-'));
  for (const contract of readdirSync(join(ROOT, 'functions'), {
    recursive: true,
    encoding: 'utf8',
  })) {
    if (!contract.endsWith('.contract.ts')) continue;
    const bundle = join(folder, contract.replace('.contract.ts', '').replaceAll(/[\\/]/g, '-'));
    mkdirSync(bundle);
    writeFileSync(join(bundle, 'index.js'), '');
  }
  return folder;
}

type Template = { Resources: Record<string, RawResource>; Outputs?: Record<string, RawOutput> };
type RawOutput = { Value: unknown; Export?: { Name: string } };
type RawResource = {
  Type: string;
  Properties?: TemplateResource['properties'];
  DeletionPolicy?: string;
  Metadata?: { 'aws:cdk:path'?: string };
};

function readResources(template: Template): TemplateResource[] {
  return Object.entries(template.Resources).map(([logicalId, raw]) => ({
    path: (raw.Metadata?.['aws:cdk:path'] ?? '').replace(/^[^/]+\//, '').replace(/\/Resource$/, ''),
    logicalId,
    type: raw.Type,
    properties: raw.Properties ?? {},
    deletionPolicy: raw.DeletionPolicy,
  }));
}

function readExports(template: Template): [string, unknown][] {
  return Object.values(template.Outputs ?? {}).flatMap(({ Value, Export }) =>
    Export ? [[Export.Name, Value] as [string, unknown]] : [],
  );
}

function find(resources: readonly TemplateResource[], path: string): TemplateResource {
  const found = resources.find((resource) => resource.path === path);
  if (!found) throw new Error(`no resource at '${path}'`);
  return found;
}

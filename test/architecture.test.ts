import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const IGNORED = ['.git', 'node_modules', 'cdk.out', 'dist', '.tributary', 'coverage'];
const ROOT_FILES =
  `README.md ARCHITECTURE.md CONTRIBUTING.md CHANGELOG.md LICENSE package.json package-lock.json cdk.json
  tsconfig.json biome.json vitest.config.ts vitest.slow.config.ts .gitignore .npmrc .ci
  docs shared functions infra local console bench samples test`.split(/\s+/);

/** Capabilities in the order data flows; each may use those before it. All may use govern, which uses none. */
const FLOW = ['collect', 'lake', 'resolve', 'profile', 'segment', 'activate'];

interface Source {
  readonly path: string;
  readonly text: string;
  /** `text` without comments. */
  readonly code: string;
  readonly imports: readonly { readonly from: string; readonly typeOnly: boolean }[];
}

const sources = ['shared', 'functions', 'infra', 'local', 'console', 'bench', 'test'].flatMap(read);
const product = sources.filter(({ path }) => !/^(test|bench)\/|\.test\.ts$/.test(path));
const inFolder = (folder: string) => product.filter(({ path }) => path.startsWith(`${folder}/`));
const domain = product.filter(({ path }) => /^shared\/(?!stores|telemetry|http)/.test(path));
const lambdas = product.filter(({ path }) => path.endsWith('.lambda.ts'));

/** What each kind of file may import: packages and project folders, and what lies below them. */
const MAY_IMPORT: Readonly<Record<string, string>> = {
  'shared/kernel': 'node:crypto zod shared/kernel',
  'shared/telemetry': 'shared/kernel shared/telemetry',
  'shared/govern': 'node:crypto zod shared/kernel shared/govern shared/collect/envelope.ts',
  ...Object.fromEntries(FLOW.map((name, index) => [`shared/${name}`, domainRow(index)])),
  'shared/http':
    'node:timers zod shared/kernel shared/govern shared/telemetry shared/stores shared/http',
  'shared/stores': 'node: zod @aws-sdk @smithy shared',
  'functions/*.contract.ts': 'zod/mini',
  'functions/*.lambda.ts': 'node: @aws-sdk @middy ulid shared functions',
  functions: 'node: zod shared functions',
  infra: 'node: aws-cdk-lib constructs cdk-nag esbuild zod infra functions/*.contract.ts',
  local: 'node: local',
  console: 'node: @segment console',
};

describe('imports', () => {
  it.each(product.filter(({ path }) => path.endsWith('.ts')))(
    'of $path follow the table',
    (file) => {
      const allowed = MAY_IMPORT[kindOf(file.path)]?.split(' ') ?? [];
      const refused = file.imports.filter(
        ({ from, typeOnly }) =>
          !allowed.some((entry) => isWithin(entry, from)) &&
          !(typeOnly && (from === 'aws-lambda' || isDomainForConsole(file.path, from))),
      );
      expect(refused).toEqual([]);
    },
  );

  it('between functions stay inside one capability', () => {
    const crossing = inFolder('functions').flatMap(({ path, imports }) =>
      imports.filter(({ from }) => /^functions\//.test(from) && folderOf(from) !== folderOf(path)),
    );
    expect(crossing).toEqual([]);
  });

  it('of use cases name what stores can do, never an implementation', () => {
    const implementations = inFolder('shared/stores').filter(({ imports }) =>
      imports.some(({ from, typeOnly }) => from.startsWith('@aws-sdk/') && !typeOnly),
    );
    const names = new Set(implementations.map(({ path }) => path));
    const useCases = [...inFolder('shared/http'), ...inFolder('functions')].filter(
      ({ path }) => !path.endsWith('.lambda.ts'),
    );
    const used = useCases.flatMap(({ path, imports }) =>
      imports.filter(({ from }) => names.has(from)).map(({ from }) => `${path} -> ${from}`),
    );
    expect(used).toEqual([]);
  });

  it('never run in a circle', () => {
    expect(findCircle(product)).toBeUndefined();
  });

  it('take zod as a namespace, or every bundle carries its messages in forty languages', () => {
    const named = product.filter(({ code }) => /import \{[^}]*\bz\b[^}]*\} from 'zod/.test(code));
    expect(named.map(({ path }) => path)).toEqual([]);
  });
});

describe('the domain', () => {
  const IMPURE =
    /\bprocess\.env\b|\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\b(?:async|await)\b/;

  it.each(domain.filter(({ path }) => path !== 'shared/kernel/clock.ts'))(
    '$path is pure',
    (file) => {
      expect(file.code.match(IMPURE)?.[0]).toBeUndefined();
    },
  );
});

describe('an entry', () => {
  it.each(lambdas)('$path only wires: under 40 lines, no if, no try', ({ text, code }) => {
    expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(40);
    expect(code).not.toMatch(/\b(if|try)\b\s*[({]/);
  });

  it.each(lambdas)('$path has a contract for its environment', ({ path }) => {
    const contract = path.replace('.lambda.ts', '.contract.ts');
    expect(sources.map((source) => source.path)).toContain(contract);
  });
});

it('has no branch for the laptop in the product', () => {
  const local = [...inFolder('shared'), ...inFolder('functions')].filter(({ code }) =>
    /localhost|127\.0\.0\.1|IS_LOCAL|isLocal/.test(code),
  );
  expect(local.map(({ path }) => path)).toEqual([]);
});

it('keeps files under 300 lines', () => {
  const long = sources.filter(
    ({ text }) => !/^.{0,40}generated/i.test(text) && text.trimEnd().split('\n').length > 300,
  );
  expect(long.map(({ path }) => path)).toEqual([]);
});

it('keeps the root folder to what belongs there', () => {
  const others = readdirSync(ROOT).filter((name) => ![...IGNORED, ...ROOT_FILES].includes(name));
  expect(others).toEqual([]);
});

function read(folder: string): Source[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map((path) => `${folder}/${path.replaceAll('\\', '/')}`)
    .filter((path) => /\.(ts|mjs)$/.test(path))
    .map((path) => {
      const text = readFileSync(join(ROOT, path), 'utf8');
      const code = text.replaceAll(/\/\*[\s\S]*?\*\/|(?<!:)\/\/.*$/gm, '');
      return { path, text, code, imports: importsOf(path, code) };
    });
}

function importsOf(path: string, code: string): Source['imports'] {
  const statements = code.matchAll(
    /^(import|export)( type)?\b(?:[^;'"]*? from )?\s*['"]([^'"]+)['"]/gm,
  );
  const dynamic = code.matchAll(/\bimport\(\s*()()['"]([^'"]+)['"]/g);
  return [...statements, ...dynamic].map(([, , type, from = '']) => ({
    from: from.startsWith('.') ? posix.join(posix.dirname(path), from) : from,
    typeOnly: Boolean(type),
  }));
}

/** The row of the table for a file. */
function kindOf(path: string): string {
  const [, suffix] = /^functions\/.*(\.(?:contract|lambda)\.ts)$/.exec(path) ?? [];
  if (suffix) return `functions/*${suffix}`;
  const [first = '', second] = path.split('/');
  return first === 'shared' ? `${first}/${second}` : first;
}

function domainRow(index: number): string {
  const upstream = FLOW.slice(0, index + 1).map((name) => `shared/${name}`);
  return ['node:crypto node:zlib zod shared/kernel shared/govern', ...upstream].join(' ');
}

function isWithin(entry: string, from: string): boolean {
  const [prefix = '', suffix] = entry.split('*');
  if (suffix) return from.startsWith(prefix) && from.endsWith(suffix);
  return from === entry || from.startsWith(entry.endsWith(':') ? entry : `${entry}/`);
}

function isDomainForConsole(path: string, from: string): boolean {
  return path.startsWith('console/') && domain.some((file) => file.path === from);
}

function folderOf(path: string): string | undefined {
  return path.split('/')[1];
}

function findCircle(files: readonly Source[]): readonly string[] | undefined {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): readonly string[] | undefined => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path];
    if (done.has(path)) return undefined;
    for (const { from, typeOnly } of byPath.get(path)?.imports ?? []) {
      if (typeOnly) continue;
      const circle = visit(from, [...trail, path]);
      if (circle) return circle;
    }
    done.add(path);
    return undefined;
  };
  return files.map(({ path }) => visit(path, [])).find((circle) => circle !== undefined);
}

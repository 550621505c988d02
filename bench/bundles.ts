import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as esbuild from 'esbuild';
import { build } from '../infra/build.ts';
import { BUNDLES, findEntries, ROOT } from '../infra/bundling/entries.ts';
import { FUNCTION_OPTIONS } from '../infra/bundling/options.ts';

/**
 * `npm run bench:bundles`: how large every function is and how long its code takes to load, in a fresh
 * process each time, beside an empty handler and the smallest bundle that can talk to DynamoDB.
 *
 * Rounds are interleaved, so that a busy moment of the machine hits every bundle alike. Exits with 1
 * when a function on the path of a message is over its budget.
 */
const ROUNDS = 15;
/** Minified, in bytes. */
const BUDGET = 400_000;
const BUDGETED = ['collect-collect', 'lake-archive', 'resolve-resolve'];

const EMPTY = { name: '(empty handler)', source: 'export const handler = async () => {};' };
const CLIENT = {
  name: '(bare client-dynamodb)',
  source: `import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
    const client = new DynamoDBClient({});
    export const handler = (input) => client.send(new GetItemCommand(input));`,
};

/** Loads a bundle the way Lambda does and says how long it took, in milliseconds. */
const LOAD = `const start = process.hrtime.bigint();
  require(process.argv[1]);
  console.log(Number(process.hrtime.bigint() - start) / 1e6);
  process.exit();`;

interface Bundle {
  readonly name: string;
  readonly file: string;
  /** The names of the variables its contract asks for. */
  readonly variables: readonly string[];
}

await build();
const scratch = mkdtempSync(join(tmpdir(), 'bundles-'));
try {
  const baselines = await Promise.all([EMPTY, CLIENT].map(bundleBaseline));
  const bundles = [...baselines, ...(await Promise.all(findEntries(ROOT).map(builtBundle)))];
  process.exitCode = report(bundles, measure(bundles));
} finally {
  rmSync(scratch, { recursive: true });
}

async function bundleBaseline(baseline: { name: string; source: string }): Promise<Bundle> {
  const file = join(scratch, `${baseline.name}.js`);
  const stdin = { contents: baseline.source, resolveDir: ROOT };
  const { outputFiles } = await esbuild.build({ ...FUNCTION_OPTIONS, stdin });
  writeFileSync(file, outputFiles[0]?.contents ?? '');
  return { name: baseline.name, file, variables: [] };
}

async function builtBundle(entry: { name: string; source: string }): Promise<Bundle> {
  const contract = await import(join(ROOT, entry.source.replace('.lambda.ts', '.contract.ts')));
  const variables = Object.values<{ shape: object }>(contract).flatMap(({ shape }) =>
    Object.keys(shape),
  );
  return { name: entry.name, file: join(BUNDLES, entry.name, 'index.js'), variables };
}

/** The median load time of each bundle, in milliseconds. */
function measure(bundles: readonly Bundle[]): readonly number[] {
  const times: number[][] = bundles.map(() => []);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [index, bundle] of bundles.entries()) times[index]?.push(loadTime(bundle));
  }
  return times.map((all) => all.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? Number.NaN);
}

function loadTime({ file, variables }: Bundle): number {
  const env = {
    AWS_REGION: 'us-east-1',
    ...Object.fromEntries(variables.map((variable) => [variable, '1'])),
  };
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', LOAD, file], { env });
  const time = Number.parseFloat(String(stdout));
  if (Number.isNaN(time)) throw new Error(`${file} does not load`, { cause: String(stderr) });
  return time;
}

/** Prints the table; returns the exit code. */
function report(bundles: readonly Bundle[], times: readonly number[]): number {
  const [emptyTime = 0, clientTime = 1] = times;
  const over: string[] = [];
  console.log(
    `${'bundle'.padEnd(30)} ${'KB min'.padStart(8)} ${'KB gz'.padStart(8)} ${'init ms'.padStart(8)} ${'+ empty'.padStart(8)} ${'x client'.padStart(9)}`,
  );
  for (const [index, { name, file }] of bundles.entries()) {
    const code = readFileSync(file);
    const time = times[index] ?? Number.NaN;
    const isOver = BUDGETED.includes(name) && code.length > BUDGET;
    if (isOver) over.push(name);
    console.log(
      [
        name.padEnd(30),
        kilobytes(code.length),
        kilobytes(gzipSync(code, { level: 9 }).length),
        time.toFixed(1).padStart(8),
        (time - emptyTime).toFixed(1).padStart(8),
        (time / clientTime).toFixed(2).padStart(9),
        BUDGETED.includes(name) ? ` ${isOver ? 'OVER' : 'within'} ${BUDGET / 1000} KB` : '',
      ].join(' '),
    );
  }
  console.log(`\nmedians of ${ROUNDS} fresh processes each, interleaved, Node ${process.version}`);
  return over.length > 0 ? 1 : 0;
}

function kilobytes(bytes: number): string {
  return (bytes / 1000).toFixed(1).padStart(8);
}

import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { prepareAssembly } from './assembly.ts';
import { type Cloud, startCloud } from './cloud.ts';
import { type Credentials, ensureCredentials, writePrivately } from './credentials.ts';
import { StartError } from './start-error.ts';
import { parseStartOptions, START_HELP, type StartOptions } from './start-options.ts';
import { diskFull, wipeState } from './state.ts';
import { createStepRunner, type StepRunner } from './step-child.ts';
import { type Stopped, untilStopped } from './until-stopped.ts';

/** `npm start`: builds, runs the cloud, loads the sample once, says where everything is, serves until stopped. */
async function main(options: StartOptions, dataDir: string): Promise<void> {
  const steps = createStepRunner();
  const stopped = untilStopped();
  process.on('uncaughtException', (error) => fail(error, dataDir));
  if (options.fresh) wipeState(dataDir);
  const assemblyDir = await prepareAssembly(say);
  if (stopped.isStopping) return;
  say('starting the laptop cloud');
  const onDefect = printOnce((error) => oneLine(error, dataDir));
  const cloud = await startCloud({ dataDir, port: options.port, assemblyDir, onDefect });
  try {
    await Promise.race([serve({ cloud, dataDir, options, steps, stopped }), stopped.stop]);
    await stopped.stop;
  } finally {
    steps.stop();
    say('stopping');
    await cloud.stop();
  }
}

async function serve(at: {
  cloud: Cloud;
  dataDir: string;
  options: StartOptions;
  steps: StepRunner;
  stopped: Stopped;
}): Promise<void> {
  const { cloud, dataDir, options, steps, stopped } = at;
  const credentials = await ensureCredentials(cloud, path.join(dataDir, 'credentials.json'));
  if (options.sample) await loadSample(dataDir, options, steps);
  if (stopped.isStopping) return;
  await steps.run('console/cli/tributary.ts', ['status', '--summary', '--data-dir', dataDir]);
  announce(credentials, options);
}

/** Once: the marker says so. A load that did not finish is done again, which changes nothing that arrived. */
async function loadSample(
  dataDir: string,
  options: StartOptions,
  steps: StepRunner,
): Promise<void> {
  const marker = path.join(dataDir, 'sample-loaded');
  if (existsSync(marker)) return;
  const flags = options.originalDates ? ['--original-dates'] : [];
  say('loading the sample: 6,919 purchases of 2,357 customers');
  if (await steps.run('samples/load-cdnow.ts', ['--data-dir', dataDir, ...flags])) {
    writeFileSync(marker, '');
  } else {
    say('the sample is not complete; the next start goes on with it (or --no-sample)');
  }
}

function announce(credentials: Credentials, { readyFile }: StartOptions): void {
  if (readyFile !== undefined) writePrivately(path.resolve(readyFile), credentials);
  say(`serving on ${credentials.url}, Ctrl-C stops`);
}

function say(step: string): void {
  console.log(`· ${step}`);
}

function oneLine(error: unknown, dataDir: string): string {
  const known = error instanceof StartError ? error : diskFull(error, dataDir);
  if (known) return `tributary: ${known.message}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function fail(error: unknown, dataDir: string): never {
  console.error(oneLine(error, dataDir));
  process.exit(1);
}

/** Prints errors, but not the same one again and again while its cause lasts. */
function printOnce(describe: (error: unknown) => string): (error: unknown) => void {
  let last = '';
  return (error) => {
    const line = describe(error);
    if (line !== last) console.error(line);
    last = line;
  };
}

let dataDir = '';
try {
  const options = parseStartOptions(process.argv.slice(2));
  dataDir = path.resolve(options.dataDir);
  if (options.help) console.log(START_HELP);
  else await main(options, dataDir);
  process.exit(0);
} catch (error) {
  fail(error, dataDir);
}

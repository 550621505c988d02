/**
 * What runs inside a worker: one Lambda execution environment. Loads the bundle, then takes one invocation
 * at a time from the parent. Plain JavaScript, because a worker with a TypeScript entry starts 30 ms later.
 *
 * To parent:   { type: 'ready' } | { type: 'init-error', error } | { type: 'result', payload } | { type: 'error', error }
 * From parent: { event, context }, `event` as JSON
 */
import { existsSync, readFileSync } from 'node:fs';
import { Module } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { format } from 'node:util';
import { parentPort, workerData } from 'node:worker_threads';

const LEVELS = { TRACE: 0, DEBUG: 1, INFO: 2, WARN: 3, ERROR: 4, FATAL: 5 };
let requestId;

if (process.env.AWS_LAMBDA_LOG_FORMAT === 'JSON') wrapConsole(process.env.AWS_LAMBDA_LOG_LEVEL);

try {
  const handler = await loadHandler(workerData);
  parentPort.on('message', (message) => invoke(handler, message));
  parentPort.postMessage({ type: 'ready' });
} catch (error) {
  parentPort.postMessage({
    type: 'init-error',
    error: describe(error, 'Runtime.ImportModuleError'),
  });
}

async function invoke(handler, { event, context }) {
  requestId = context.awsRequestId;
  const { deadline, ...rest } = context;
  const lambdaContext = {
    ...rest,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
  try {
    const result = await handler(JSON.parse(event), lambdaContext);
    parentPort.postMessage({ type: 'result', payload: JSON.stringify(result) ?? 'null' });
  } catch (error) {
    console.error(error);
    parentPort.postMessage({ type: 'error', error: describe(error, 'Error') });
  }
}

async function loadHandler({ taskRoot, handler }) {
  const [, modulePath, exportName] = /^(.*)\.([^.]+)$/.exec(handler) ?? [];
  const base = path.join(taskRoot, modulePath ?? '');
  const file = [`${base}.js`, `${base}.cjs`, `${base}.mjs`].find((name) => existsSync(name));
  if (!file) throw new Error(`cannot find module '${modulePath}'`);
  const exported = file.endsWith('.mjs') ? await import(pathToFileURL(file)) : commonJs(file);
  if (typeof exported[exportName] !== 'function') {
    throw new Error(`${handler} is undefined or not exported`);
  }
  return exported[exportName];
}

/**
 * Lambda treats a `.js` file as CommonJS, because no package.json lies beside it. Here the repository's own
 * (`"type": "module"`) would be found above the asset, so the file is compiled without asking for one.
 */
function commonJs(file) {
  const module = new Module(file);
  module.filename = file;
  module._compile(readFileSync(file, 'utf8'), file, 'commonjs');
  return module.exports;
}

function describe(error, fallbackType) {
  if (!(error instanceof Error)) {
    return { errorType: typeof error, errorMessage: String(error), trace: [] };
  }
  const trace = String(error.stack ?? '').split('\n');
  return { errorType: error.name || fallbackType, errorMessage: error.message, trace };
}

/**
 * With JSON logging Lambda wraps whatever goes through `console` in an object of its own and drops what is
 * below the level; lines written straight to stdout (as metrics must be) pass as they are.
 */
function wrapConsole(lowest = 'INFO') {
  const at =
    (level, stream) =>
    (...args) => {
      if (LEVELS[level] < (LEVELS[lowest] ?? LEVELS.INFO)) return;
      const message = args.length === 1 && isPlain(args[0]) ? args[0] : format(...args);
      const line = { timestamp: new Date().toISOString(), level, requestId, message };
      stream.write(`${JSON.stringify(line)}\n`);
    };
  console.trace = at('TRACE', process.stdout);
  console.debug = at('DEBUG', process.stdout);
  console.log = at('INFO', process.stdout);
  console.info = at('INFO', process.stdout);
  console.warn = at('WARN', process.stderr);
  console.error = at('ERROR', process.stderr);
}

function isPlain(value) {
  return typeof value === 'object' && value !== null && !(value instanceof Error);
}

import { randomUUID } from 'node:crypto';
import type { Statement } from '../iam/policy.ts';
import type { Principals } from '../iam/principals.ts';
import type { Meter } from '../meter/meter.ts';
import type { RuntimePlace } from './environment-variables.ts';
import { ExecutionEnvironment } from './execution-environment.ts';
import type { FunctionConfig } from './function-config.ts';
import { failure } from './function-failure.ts';
import { FunctionPool, type Run } from './function-pool.ts';
import type { LogSink } from './log-sink.ts';

/** Invocations of one function at once when the template reserves no number: a laptop has few processors. */
const DEFAULT_CONCURRENCY = 4;
/** Lambda's limit for a synchronous answer. */
const MAX_PAYLOAD_BYTES = 6 * 1024 * 1024;
/** START, END and REPORT of one invocation, about, by log format. */
const PLATFORM_LOG_BYTES = { Text: 300, JSON: 700 } as const;

/** The answer of a synchronous invocation. */
export interface InvokeResult {
  readonly requestId: string;
  /** JSON: the handler's value, or the failure when `functionError` is set. */
  readonly payload: string;
  readonly functionError?: 'Unhandled';
}

/** Lambda: the functions of the template, each with its pool of execution environments. */
export interface Lambda {
  /** By name; undefined when the template has no such function. */
  find(name: string): FunctionConfig | undefined;
  /** Invokes a function by name or ARN with a JSON event and waits. Throws when there is none. */
  invoke(nameOrArn: string, event: string): Promise<InvokeResult>;
  /** Waits up to `graceMs` for invocations under way, then ends all workers. */
  close(graceMs: number): Promise<void>;
}

/** What the functions run with. */
export interface LambdaOptions {
  readonly functions: readonly FunctionConfig[];
  /** Statements by role ARN. */
  readonly policies: ReadonlyMap<string, readonly Statement[]>;
  readonly principals: Principals;
  readonly place: RuntimePlace;
  readonly logs: LogSink;
  readonly meter: Meter;
}

/** Makes every function invocable; no worker starts before its first invocation. */
export function createLambda(options: LambdaOptions): Lambda {
  const configs = new Map(options.functions.map((config) => [config.name, config]));
  const pools = new Map(
    options.functions.map((config) => [config.name, makePool(config, options)]),
  );
  const underWay = new Set<Promise<InvokeResult>>();
  const invoke = (nameOrArn: string, event: string): Promise<InvokeResult> => {
    const config = configs.get(nameOf(nameOrArn));
    const pool = pools.get(nameOf(nameOrArn));
    if (!config || !pool) throw new Error(`no function '${nameOrArn}' in the template`);
    const work = run({ config, pool, event }, options).finally(() => underWay.delete(work));
    underWay.add(work);
    return work;
  };
  return {
    find: (name) => configs.get(nameOf(name)),
    invoke,
    async close(graceMs) {
      const grace = new Promise((resolve) => setTimeout(resolve, graceMs).unref());
      await Promise.race([Promise.allSettled(underWay), grace]);
      await Promise.all([...pools.values()].map((pool) => pool.close()));
    },
  };
}

/** The name in a function ARN, a partial ARN or a plain name. */
function nameOf(nameOrArn: string): string {
  return /(?:^|:)function:([^:/]+)/.exec(nameOrArn)?.[1] ?? nameOrArn;
}

function makePool(config: FunctionConfig, options: LambdaOptions): FunctionPool {
  const { principals, place, policies, logs, meter } = options;
  const roleName = config.roleArn.split('/').at(-1) ?? '';
  const principal = {
    name: config.name,
    arn: `arn:aws:sts::${place.account}:assumed-role/${roleName}/${config.name}`,
    statements: policies.get(config.roleArn) ?? [],
  };
  return new FunctionPool({
    limit: config.reservedConcurrency ?? DEFAULT_CONCURRENCY,
    start(onExit) {
      const environment = new ExecutionEnvironment(config, {
        place,
        onOutput: (chunk) => meter.add(config.name, { logBytes: logs.write(config.name, chunk) }),
        onExit() {
          principals.remove(environment.accessKeyId);
          onExit();
        },
      });
      const crash = () => environment.kill(failure('Runtime.ExitError', 'crashed (injected)'));
      principals.register(environment.accessKeyId, { ...principal, crash });
      return environment;
    },
  });
}

async function run(
  at: { config: FunctionConfig; pool: FunctionPool; event: string },
  { meter }: LambdaOptions,
): Promise<InvokeResult> {
  const { config, pool, event } = at;
  const requestId = randomUUID();
  const done = await pool.run(event, { awsRequestId: requestId, timeoutMs: config.timeoutMs });
  meter.add(config.name, usageOf(config, done));
  const { outcome } = done;
  if (outcome.kind === 'failure') {
    return { requestId, payload: JSON.stringify(outcome.failure), functionError: 'Unhandled' };
  }
  if (Buffer.byteLength(outcome.payload) > MAX_PAYLOAD_BYTES) {
    const text = `Response payload size exceeded maximum allowed payload size (${MAX_PAYLOAD_BYTES} bytes).`;
    const tooLarge = failure('Function.ResponseSizeTooLarge', text);
    return { requestId, payload: JSON.stringify(tooLarge), functionError: 'Unhandled' };
  }
  return { requestId, payload: outcome.payload };
}

function usageOf(config: FunctionConfig, { durationMs, initMs }: Run): Record<string, number> {
  const billedMs = Math.ceil(durationMs + initMs); // loading is billed too, since August 2025
  return {
    lambdaInvocations: 1,
    lambdaGbSeconds: (billedMs / 1000) * (config.memoryMb / 1024),
    ...(config.platformLogs && { logBytes: PLATFORM_LOG_BYTES[config.logFormat] }),
  };
}

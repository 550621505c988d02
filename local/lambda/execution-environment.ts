import { randomBytes } from 'node:crypto';
import { finished } from 'node:stream/promises';
import { Worker } from 'node:worker_threads';
import { environmentVariables, type RuntimePlace } from './environment-variables.ts';
import type { FunctionConfig } from './function-config.ts';
import { type FunctionFailure, failure, failureOf } from './function-failure.ts';

/** Lambda gives the code outside the handler this long. */
const INIT_TIMEOUT_MS = 10_000;
/** Workers are many; the default young generation of 48 MB each would be most of the memory. */
const YOUNG_GENERATION_MB = 8;
const RUNTIME = new URL('./runtime.mjs', import.meta.url);

/** What became of an invocation: the handler's value as JSON, or the failure Lambda would report. */
export type Outcome =
  | { readonly kind: 'result'; readonly payload: string }
  | { readonly kind: 'failure'; readonly failure: FunctionFailure };

/** The invocation as the handler's context sees it. */
export interface InvocationContext {
  readonly awsRequestId: string;
  readonly deadline: number;
}

type FromWorker =
  | { readonly type: 'ready' }
  | { readonly type: 'result'; readonly payload: string }
  | { readonly type: 'init-error' | 'error'; readonly error: FunctionFailure };

/** One worker thread running one function's bundle: own globals, environment, heap limit and access key. */
export class ExecutionEnvironment {
  readonly accessKeyId = `ASIA${randomBytes(8).toString('hex').toUpperCase()}`;
  readonly #config: FunctionConfig;
  readonly #worker: Worker;
  readonly #ready: Promise<Outcome | undefined>;
  readonly #saidAll: Promise<unknown>;
  #settle: (outcome: Outcome) => void = () => {};
  #dead: FunctionFailure | undefined;

  constructor(
    config: FunctionConfig,
    options: { place: RuntimePlace; onOutput: (chunk: string) => void; onExit: () => void },
  ) {
    this.#config = config;
    this.#worker = new Worker(RUNTIME, {
      name: config.name,
      env: environmentVariables(config, { place: options.place, accessKeyId: this.accessKeyId }),
      workerData: { taskRoot: config.taskRoot, handler: config.handler },
      resourceLimits: {
        maxOldGenerationSizeMb: config.memoryMb,
        maxYoungGenerationSizeMb: YOUNG_GENERATION_MB,
      },
      execArgv: [],
      stdout: true,
      stderr: true,
    });
    const outputs = [this.#worker.stdout, this.#worker.stderr];
    for (const output of outputs) output.setEncoding('utf8').on('data', options.onOutput);
    this.#saidAll = Promise.all(outputs.map((output) => finished(output).catch(() => {})));
    this.#worker.on('message', (message: FromWorker) => this.#receive(message));
    this.#worker.on('error', (error) => this.#die(failureOf(error)));
    this.#worker.on('exit', () => {
      this.#die(failure('Runtime.ExitError', 'Runtime exited without providing a reason'));
      options.onExit();
    });
    this.#ready = this.#init();
  }

  get isDead(): boolean {
    return this.#dead !== undefined;
  }

  /** Waits for the bundle to load; the failure of loading it, or undefined. */
  ready(): Promise<Outcome | undefined> {
    return this.#ready;
  }

  /** Runs the handler once; the environment must be idle. Ends the worker when the function's time is up. */
  async invoke(event: string, context: InvocationContext): Promise<Outcome> {
    const { name, arn, timeoutMs, memoryMb } = this.#config;
    const timer = setTimeout(() => {
      const seconds = (timeoutMs / 1000).toFixed(2);
      const text = `RequestId: ${context.awsRequestId} Error: Task timed out after ${seconds} seconds`;
      this.kill(failure('Sandbox.Timedout', text));
    }, timeoutMs);
    const outcome = this.#next();
    this.#worker.postMessage({
      event,
      context: {
        ...context,
        functionName: name,
        functionVersion: '$LATEST',
        invokedFunctionArn: arn,
        memoryLimitInMB: String(memoryMb),
        logGroupName: `/aws/lambda/${name}`,
        logStreamName: this.accessKeyId,
      },
    });
    return outcome.finally(() => clearTimeout(timer));
  }

  /** Ends the worker at once, whatever it does; an invocation under way fails with `reason`. */
  kill(reason: FunctionFailure): void {
    this.#die(reason);
    void this.#worker.terminate();
  }

  /** Ends the worker and waits until it is gone and the last it said is written down: metrics are among it. */
  async close(): Promise<void> {
    this.#die(failure('Runtime.ExitError', 'the laptop cloud is stopping'));
    await this.#worker.terminate();
    await this.#saidAll;
  }

  async #init(): Promise<Outcome | undefined> {
    const timer = setTimeout(() => {
      this.kill(failure('Sandbox.Timedout', 'Init phase timed out after 10.00 seconds'));
    }, INIT_TIMEOUT_MS);
    const outcome = await this.#next();
    clearTimeout(timer);
    return outcome.kind === 'failure' ? outcome : undefined;
  }

  #next(): Promise<Outcome> {
    if (this.#dead) return Promise.resolve({ kind: 'failure', failure: this.#dead });
    return new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  #receive(message: FromWorker): void {
    switch (message.type) {
      case 'ready':
        this.#settle({ kind: 'result', payload: '' });
        break;
      case 'result':
        this.#settle({ kind: 'result', payload: message.payload });
        break;
      case 'error':
        this.#settle({ kind: 'failure', failure: message.error });
        break;
      case 'init-error':
        this.kill(message.error);
        break;
    }
  }

  #die(reason: FunctionFailure): void {
    this.#dead ??= reason;
    this.#settle({ kind: 'failure', failure: this.#dead });
  }
}

import type { ExecutionEnvironment, Outcome } from './execution-environment.ts';
import { failure } from './function-failure.ts';

/** Environments nobody used for this long are ended, as Lambda does. */
const IDLE_MS = 60_000;

/** What one invocation took. */
export interface Run {
  readonly outcome: Outcome;
  /** Milliseconds the handler ran, and, for the first invocation of an environment, what loading took. */
  readonly durationMs: number;
  readonly initMs: number;
}

interface Idle {
  readonly environment: ExecutionEnvironment;
  readonly since: number;
}

/**
 * The execution environments of one function: started when needed, one invocation at a time each, reused
 * last-in first-out, ended after a minute without work. Invocations beyond `limit` wait in order.
 */
export class FunctionPool {
  readonly #limit: number;
  readonly #start: (onExit: () => void) => ExecutionEnvironment;
  readonly #all = new Set<ExecutionEnvironment>();
  readonly #waiting: (() => void)[] = [];
  readonly #reaper: NodeJS.Timeout;
  #idle: Idle[] = [];
  #busy = 0;

  constructor(options: {
    limit: number;
    /** Starts an environment; `onExit` must be called when its worker is gone. */
    start: (onExit: () => void) => ExecutionEnvironment;
  }) {
    this.#limit = options.limit;
    this.#start = options.start;
    this.#reaper = setInterval(() => this.#reap(), IDLE_MS / 4).unref();
  }

  /** Runs one invocation in a free environment. */
  async run(event: string, context: { awsRequestId: string; timeoutMs: number }): Promise<Run> {
    await this.#slot();
    try {
      return await this.#runInSlot(event, context);
    } finally {
      this.#release();
    }
  }

  /** Ends every environment and waits until the workers are gone. */
  async close(): Promise<void> {
    clearInterval(this.#reaper);
    await Promise.all([...this.#all].map((environment) => environment.close()));
  }

  async #slot(): Promise<void> {
    if (this.#busy < this.#limit) {
      this.#busy += 1;
      return;
    }
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** Hands the slot to the longest waiting invocation, so that newcomers cannot overtake it. */
  #release(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#busy -= 1;
  }

  async #runInSlot(
    event: string,
    context: { awsRequestId: string; timeoutMs: number },
  ): Promise<Run> {
    const started = performance.now();
    const warm = this.#takeIdle();
    const environment = warm ?? this.#create();
    const initFailure = warm ? undefined : await environment.ready();
    const loaded = performance.now();
    const initMs = warm ? 0 : loaded - started;
    if (initFailure) return { outcome: initFailure, durationMs: 0, initMs };
    const deadline = Date.now() + context.timeoutMs;
    const { awsRequestId } = context;
    const outcome = await environment.invoke(event, { awsRequestId, deadline });
    if (!environment.isDead) this.#idle.push({ environment, since: performance.now() });
    return { outcome, durationMs: performance.now() - loaded, initMs };
  }

  #takeIdle(): ExecutionEnvironment | undefined {
    this.#idle = this.#idle.filter(({ environment }) => !environment.isDead);
    return this.#idle.pop()?.environment;
  }

  #create(): ExecutionEnvironment {
    const environment = this.#start(() => this.#all.delete(environment));
    this.#all.add(environment);
    return environment;
  }

  #reap(): void {
    const oldest = performance.now() - IDLE_MS;
    const reason = failure('Runtime.ExitError', 'idle');
    for (const { environment, since } of this.#idle) {
      if (since < oldest) environment.kill(reason);
    }
    this.#idle = this.#idle.filter(({ environment }) => !environment.isDead);
  }
}

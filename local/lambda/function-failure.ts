/** How Lambda reports that a function failed: the payload of an answer with `X-Amz-Function-Error`. */
export interface FunctionFailure {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace: readonly string[];
}

/** A failure of the runtime itself rather than of the handler's code. */
export function failure(errorType: string, errorMessage: string): FunctionFailure {
  return { errorType, errorMessage, trace: [] };
}

/** The failure a worker's `error` event stands for: out of memory, or an exception nobody caught. */
export function failureOf(error: unknown): FunctionFailure {
  if (!(error instanceof Error)) return failure('Runtime.ExitError', String(error));
  if ('code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY') {
    return failure('Runtime.OutOfMemory', 'Runtime exited with error: signal: killed');
  }
  const trace = String(error.stack ?? '').split('\n');
  return { errorType: error.name, errorMessage: error.message, trace };
}

/** Something the person at the keyboard can mend: printed as one line, without a stack. */
export class CliError extends Error {
  override readonly name = 'CliError';
  /** 1: the call failed. 2: the command line is wrong. */
  readonly exitCode: 1 | 2;

  constructor(message: string, options: ErrorOptions & { exitCode?: 1 | 2 } = {}) {
    super(message, options);
    this.exitCode = options.exitCode ?? 1;
  }
}

/** The command line is wrong: says what was expected. */
export function usageError(message: string): CliError {
  return new CliError(message, { exitCode: 2 });
}

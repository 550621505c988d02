import { parseArgs } from 'node:util';
import { usageError } from './cli-error.ts';
import type { Command, CommandOption } from './command.ts';

/** Options every command has. */
export const COMMON_OPTIONS: Readonly<Record<string, CommandOption>> = {
  'data-dir': { value: 'folder', help: 'where npm start keeps its state (default .tributary)' },
  url: { value: 'url', help: 'API to talk to (default: the running one; or TRIBUTARY_URL)' },
  token: { value: 'token', help: 'admin token (default: of the running one; or TRIBUTARY_TOKEN)' },
  json: { help: 'print JSON, for programs' },
  help: { help: 'print this help' },
};

/** A parsed command line, after the command's name. */
export class Arguments {
  readonly positionals: readonly string[];
  readonly #values: Readonly<Record<string, unknown>>;

  constructor(positionals: readonly string[], values: Readonly<Record<string, unknown>>) {
    this.positionals = positionals;
    this.#values = values;
  }

  /** True when the switch was given. */
  has(option: string): boolean {
    return this.#values[option] === true;
  }

  /** The value of an option, or undefined when it was not given. */
  text(option: string): string | undefined {
    const value = this.#values[option];
    return typeof value === 'string' ? value : undefined;
  }

  /** The value of an option the command cannot do without. */
  required(option: string): string {
    const value = this.text(option);
    if (value === undefined) throw usageError(`option --${option} is missing`);
    return value;
  }

  /** All values of a repeatable option. */
  list(option: string): readonly string[] {
    const value = this.#values[option];
    return Array.isArray(value) ? value.map(String) : [];
  }

  /** The only positional argument; `what` names it in the error. */
  single(what: string): string {
    const [first, ...rest] = this.positionals;
    if (first === undefined || rest.length > 0) {
      throw usageError(`expected one ${what}, got ${this.positionals.length}`);
    }
    return first;
  }
}

/** Parses what follows the command's name, strictly: an option nobody knows is an error. */
export function parseArguments(command: Command, args: readonly string[]): Arguments {
  const options = Object.fromEntries(
    Object.entries({ ...command.options, ...COMMON_OPTIONS }).map(([name, option]) => [
      name,
      {
        type: option.value === undefined ? ('boolean' as const) : ('string' as const),
        multiple: option.multiple ?? false,
        ...(name === 'help' && { short: 'h' }),
      },
    ]),
  );
  try {
    const parsed = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
    return new Arguments(parsed.positionals, parsed.values);
  } catch (cause) {
    // Node explains itself in several sentences; the first says what is wrong.
    const [reason = ''] = String(cause instanceof Error ? cause.message : cause).split('. ');
    throw usageError(reason.charAt(0).toLowerCase() + reason.slice(1));
  }
}

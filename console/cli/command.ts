import type { ApiClient } from './api-client.ts';
import type { Arguments } from './arguments.ts';
import type { Connection } from './connection.ts';

/** How an option is spelt and what it means; `value` names its value and is absent for a switch. */
export interface CommandOption {
  readonly value?: string;
  readonly multiple?: boolean;
  readonly help: string;
}

/** What a command works with. */
export interface CommandContext {
  readonly args: Arguments;
  readonly api: ApiClient;
  readonly connection: Connection;
  /** Writes one line of the result to stdout. */
  print(line: string): void;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

/** One command of the tool: how it is called, and what it does. Throws `CliError` when it cannot. */
export interface Command {
  /** One or two words, such as `profile get`. */
  readonly name: string;
  /** What follows the name, as shown in help: `<type>:<value>`. */
  readonly positionals: string;
  readonly summary: string;
  readonly options: Readonly<Record<string, CommandOption>>;
  /** Lines to try, shown in help. */
  readonly examples: readonly string[];
  run(context: CommandContext): Promise<void>;
}

import { createApiClient } from './api-client.ts';
import { parseArguments } from './arguments.ts';
import { CliError, usageError } from './cli-error.ts';
import type { Command } from './command.ts';
import {
  computedTraitCreate,
  computedTraitDelete,
  computedTraitList,
} from './commands/computed-trait.ts';
import { profileGet } from './commands/profile-get.ts';
import { send } from './commands/send.ts';
import { status } from './commands/status.ts';
import { tail } from './commands/tail.ts';
import { findConnection } from './connection.ts';
import { commandHelp, overview } from './help.ts';
import { printable } from './printable.ts';

const COMMANDS: readonly Command[] = [
  status,
  tail,
  send,
  profileGet,
  computedTraitList,
  computedTraitCreate,
  computedTraitDelete,
];

/** The world around the tool. */
export interface CliWorld {
  print(line: string): void;
  printError(line: string): void;
  readonly env: NodeJS.ProcessEnv;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

/** Runs one command line (without `node` and script) and returns its exit code: 0, 1 failed, 2 wrong usage. */
export async function runCli(argv: readonly string[], world: CliWorld): Promise<number> {
  try {
    await dispatch(argv, world);
    return 0;
  } catch (error) {
    if (world.signal.aborted) return 0;
    if (!(error instanceof CliError)) throw error;
    world.printError(printable(`tributary: ${error.message}`));
    return error.exitCode;
  }
}

async function dispatch(argv: readonly string[], world: CliWorld): Promise<void> {
  const command = COMMANDS.find(({ name }) => startsWith(argv, name));
  if (command === undefined) return showOverview(argv, world);
  const words = command.name.split(' ').length;
  const args = parseArguments(command, argv.slice(words));
  if (args.has('help')) return world.print(commandHelp(command));
  const connection = findConnection(args, world.env);
  await command.run({
    args,
    connection,
    api: createApiClient(connection),
    print: (line) => world.print(printable(line)),
    signal: world.signal,
  });
}

function showOverview(argv: readonly string[], world: CliWorld): void {
  const [first] = argv;
  const isHelp = first === undefined || ['help', '--help', '-h'].includes(first);
  const group = COMMANDS.filter(({ name }) => name.split(' ')[0] === first);
  const shown = group.length > 0 ? group : COMMANDS;
  if (!isHelp && !(group.length > 0 && argv.includes('--help'))) {
    const names = shown.map(({ name }) => name).join(', ');
    throw usageError(`command is not known, expected one of: ${names}`);
  }
  world.print(overview(shown));
}

function startsWith(argv: readonly string[], name: string): boolean {
  return name.split(' ').every((word, index) => argv[index] === word);
}

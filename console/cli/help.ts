import { COMMON_OPTIONS } from './arguments.ts';
import type { Command, CommandOption } from './command.ts';
import { alignColumns } from './text-table.ts';

/** What the tool can do, a line each. */
export function overview(commands: readonly Command[]): string {
  const rows = commands.map((command) => [`npx tributary ${command.name}`, command.summary]);
  return [
    'Tributary from the command line. It talks to what `npm start` runs, or to --url with --token.',
    '',
    ...alignColumns(rows).map((line) => `  ${line}`),
    '',
    'Add --help to a command to see its options.',
  ].join('\n');
}

/** How one command is used. */
export function commandHelp(command: Command): string {
  const call = ['npx tributary', command.name, command.positionals].filter(Boolean).join(' ');
  return [
    `${command.summary}.`,
    '',
    `  ${call} [options]`,
    '',
    ...optionLines({ ...command.options, ...COMMON_OPTIONS }),
    '',
    'For example',
    ...command.examples.map((example) => `  npx tributary ${example}`),
  ].join('\n');
}

function optionLines(options: Readonly<Record<string, CommandOption>>): string[] {
  const rows = Object.entries(options).map(([name, { value, multiple, help }]) => [
    `--${name}${value === undefined ? '' : ` <${value}>`}`,
    multiple ? `${help}; can be repeated` : help,
  ]);
  return alignColumns(rows).map((line) => `  ${line}`);
}

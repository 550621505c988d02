import type { Status, Usage } from './commands/status.ts';
import type { Connection } from './connection.ts';
import { statusLines } from './status-lines.ts';
import { alignColumns } from './text-table.ts';

/** What a newcomer needs on one screen: where to look, with which keys, what is there, what to try. */
export function summaryLines(input: {
  status: Status;
  usage: Usage | undefined;
  connection: Connection;
}): string[] {
  const { status, usage, connection } = input;
  return [
    'Tributary is running.',
    '',
    ...indent(alignColumns(accessRows(connection))),
    '',
    ...indent(statusLines(status, usage)),
    '',
    'Three things to try:',
    ...indent(commandsToTry(connection)),
  ];
}

function accessRows(connection: Connection): string[][] {
  const { url, adminToken, publicWriteKey, secretWriteKey } = connection;
  const rows: [string, string | undefined][] = [
    ['page, to open in a browser', pageLink(connection)],
    ['API, described in docs/api.md', `${url}/v1`],
    ['public write key, for browsers', publicWriteKey],
    ['secret write key, for servers', secretWriteKey],
    ['admin token, keep it to yourself', adminToken],
  ];
  return rows.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
}

/** The credentials are in the fragment, which browsers do not send: they reach no server and no log. */
function pageLink({ url, adminToken, publicWriteKey }: Connection): string {
  const fragment = new URLSearchParams();
  if (adminToken !== undefined) fragment.set('token', adminToken);
  if (publicWriteKey !== undefined) fragment.set('writeKey', publicWriteKey);
  return `${url}/#${fragment}`;
}

function commandsToTry({ dataDirOption: option }: Connection): string[] {
  return [
    `npx tributary tail --follow${option}`,
    `npx tributary send identify --user-id ada --trait email=ada@example.com --trait plan=pro${option}`,
    `npx tributary profile get email:ada@example.com --details${option}`,
  ];
}

function indent(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}

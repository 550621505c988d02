import type { ApiClient } from '../api-client.ts';
import type { Command } from '../command.ts';
import { statusLines } from '../status-lines.ts';
import { summaryLines } from '../summary-lines.ts';

/** What `GET /v1/admin/status` answers (docs/api.md). */
export interface Status {
  readonly messages: Readonly<
    Record<'accepted' | 'archived' | 'applied' | 'duplicate' | 'quarantined', number>
  >;
  readonly profiles: Readonly<Record<'created' | 'merged' | 'current', number>>;
  readonly identifiersRefused: number;
  readonly since: string;
  readonly asOf: string;
}

/** What the laptop cloud has counted and what AWS would charge for it; a deployed API has no such path. */
export interface Usage {
  readonly units: Readonly<Record<string, number>>;
  readonly dollars: { readonly total: number };
  readonly prices: { readonly region: string; readonly asOf: string };
}

/** Shows how things stand. */
export const status: Command = {
  name: 'status',
  positionals: '',
  summary: 'Show what came in, what became of it, and what it would cost',
  options: { summary: { help: 'show links, keys and first steps too, as npm start does' } },
  examples: ['status', 'status --summary', 'status --json'],
  async run({ args, api, connection, print }) {
    const counts = await readStatus(api);
    const usage = await readUsage(api);
    if (args.has('json')) return print(JSON.stringify({ ...counts, usage }));
    const lines = args.has('summary')
      ? summaryLines({ status: counts, usage, connection })
      : statusLines(counts, usage);
    for (const line of lines) print(line);
  },
};

async function readStatus(api: ApiClient): Promise<Status> {
  return (await api.call({ path: '/v1/admin/status' })) as Status;
}

async function readUsage(api: ApiClient): Promise<Usage | undefined> {
  return (await api.callIfThere({ path: '/_local/usage' })) as Usage | undefined;
}

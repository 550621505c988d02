import { setTimeout as pause } from 'node:timers/promises';
import type { Command } from '../command.ts';

/** What `GET /v1/admin/tail` answers (docs/api.md). */
interface TailPage {
  readonly messages: readonly Readonly<Record<string, unknown>>[];
  readonly cursor: string;
}

const POLL_MS = 1_000;

export const tail: Command = {
  name: 'tail',
  positionals: '',
  summary: 'Show messages as they arrive, without personal data',
  options: { follow: { help: 'keep showing new messages until Ctrl-C' } },
  examples: ['tail', 'tail --follow', 'tail --follow --json'],
  async run({ args, api, print, signal }) {
    let cursor = '';
    do {
      const page = (await api.call({ path: `/v1/admin/tail${cursor}`, signal })) as TailPage;
      for (const message of page.messages) print(JSON.stringify(message));
      cursor = `?cursor=${encodeURIComponent(page.cursor)}`;
      if (args.has('follow')) await pause(POLL_MS, undefined, { signal });
    } while (args.has('follow'));
  },
};

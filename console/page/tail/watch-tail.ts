import type { TailMessage } from '../../../shared/collect/tail-message.ts';
import type { Api } from '../api.ts';
import { element } from '../elements.ts';
import { type Outcome, type Poller, startPolling } from '../poller.ts';
import { createMessageList } from './message-list.ts';

const EVERY_MS = 1_000;
/** The most the API gives at once. A full page means there is more already. */
const LIMIT = 200;
/** Milliseconds to go back at most when the list is read anew. */
const LOOK_BACK_MS = 120_000;

interface TailPage {
  readonly messages: readonly TailMessage[];
  readonly cursor: string;
}

/** Where reading goes on: at a cursor, or some seconds ago. */
type Position = { readonly cursor: string } | { readonly since: string };

/** Keeps the list of messages going, masked unless the reader asks for personal data. */
export function watchTail(options: {
  api: Api;
  isOwn(messageId: string): boolean;
  outcome: Outcome;
}): Poller {
  const { api, isOwn, outcome } = options;
  const list = createMessageList(isOwn);
  const unredacted = element('unredacted', HTMLInputElement);
  const openedAt = Date.now();
  let position: Position = { since: '0' };

  async function ask(): Promise<void> {
    const asked = position;
    const redact = String(!unredacted.checked);
    const query = new URLSearchParams({ ...asked, redact, limit: String(LIMIT) });
    const page = await api.get<TailPage>(`/v1/admin/tail?${query}`);
    // The reader may have switched while the answer was under way; then it is read anew.
    if (position !== asked) return;
    list.add(page.messages);
    position = { cursor: page.cursor };
    if (page.messages.length === LIMIT) poller.soon();
  }

  const poller = startPolling({ every: EVERY_MS, ask, outcome });
  unredacted.onchange = () => {
    list.clear();
    // No further back than the list reached: what came before may be a whole import.
    const shown = Math.min(Date.now() - openedAt, LOOK_BACK_MS);
    position = { since: String(Math.ceil(shown / 1_000)) };
    poller.soon();
  };
  return poller;
}

import { ApiError } from './api.ts';
import { showConnection } from './connection-status.ts';
import { element } from './elements.ts';
import type { Outcome } from './poller.ts';

const failing = new Set<string>();

/**
 * Tells the reader how the polling of a panel goes: in its note (`<panel>-note`), and in the masthead, which
 * is live when every panel is. `needs` is the scope a token must have; `end` is called when it is revoked.
 */
export function outcomeOf(
  panel: string,
  { needs, end }: { needs: string; end(problem: string): void },
): Outcome {
  const note = element(`${panel}-note`, HTMLElement);
  return {
    onSuccess() {
      note.textContent = '';
      failing.delete(panel);
      if (failing.size === 0) showConnection('live');
    },
    onFailure(error) {
      if (!(error instanceof ApiError)) {
        note.textContent = 'This panel has failed. Reload the page.';
        throw error;
      }
      if (error.code === 'unauthorized') {
        end('The API does not know this admin token any more.');
        return;
      }
      failing.add(panel);
      showConnection(error.code === 'forbidden' ? 'partly' : 'lost');
      note.textContent = explain(error, needs);
    },
  };
}

function explain({ code, message }: ApiError, needs: string): string {
  if (code === 'forbidden') return `This token may not read this: it needs the scope ${needs}.`;
  if (code === 'unreachable') return 'The API cannot be reached. Trying again.';
  return `${message} (${code})`;
}

import { element } from './elements.ts';

const TEXT = {
  starting: 'Starting',
  live: 'Live',
  partly: 'Partly live',
  lost: 'Reconnecting',
  ended: 'Not connected',
};

/** Says in the masthead whether what the page shows is current. */
export function showConnection(state: keyof typeof TEXT): void {
  const pill = element('connection', HTMLElement);
  if (pill.dataset.state === state) return;
  pill.dataset.state = state;
  pill.textContent = TEXT[state];
}

import { element } from '../elements.ts';
import { callSource } from './call-source.ts';
import type { SdkCall } from './tracker.ts';

/** Says that a call was refused, until the next one is made. */
export function showRefusal(reason: string): void {
  element('call-problem', HTMLElement).textContent = `Not delivered. ${reason}`;
}

/** Shows the source code of the call the shop has just made. */
export function showCall(call: SdkCall): void {
  element('call-problem', HTMLElement).textContent = '';
  const code = element('last-call', HTMLElement);
  code.replaceChildren(
    ...callSource(call).map(({ kind, text }) => {
      const span = document.createElement('span');
      span.className = kind;
      span.textContent = text;
      return span;
    }),
  );
  code.scrollTop = 0;
}

import { element } from '../elements.ts';
import { callSource } from './call-source.ts';
import type { SdkCall } from './tracker.ts';

/** Shows the source code of the call the shop has just made. */
export function showCall(call: SdkCall): void {
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

import { element } from '../elements.ts';

/** What a newcomer is invited to do, in this order. */
export type Step = 'view' | 'add' | 'login' | 'order';

/** Ticks a step off. */
export function tick(step: Step): void {
  const item = element('steps', HTMLElement).querySelector(`[data-step="${step}"]`);
  item?.classList.add('is-done');
}

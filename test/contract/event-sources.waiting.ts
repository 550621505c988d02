import { setTimeout as sleep } from 'node:timers/promises';
import type { EventSources } from '../../local/event-sources/event-sources.ts';
import type { ManualClock } from './event-sources.cloud.ts';

/** `['0', '1', …]`, or from another number on. */
export function numbered(count: number, from = 0): string[] {
  return Array.from({ length: count }, (_, index) => String(index + from));
}

/** Waits for something, moving the clock on at each look. */
export async function until(
  condition: () => boolean,
  { clock, stepMs }: { readonly clock: ManualClock; readonly stepMs: number },
): Promise<void> {
  while (!condition()) {
    clock.advance(stepMs);
    await sleep(2);
  }
}

/** Waits until all is delivered while the clock runs, so that delays and visibility timeouts end. */
export async function idleWhileTicking(
  sources: EventSources,
  tick: { readonly clock: ManualClock; readonly stepMs: number },
): Promise<void> {
  let idle = false;
  const done = sources.idle().then(() => {
    idle = true;
  });
  await until(() => idle, tick);
  await done;
}

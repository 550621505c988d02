import type { LocalClock } from './service-options.ts';

/** How often a wait looks at the clock: clocks of tests jump without telling anybody. */
const SLICE_MS = 20;

/** Lets pollers sleep until something happens or a moment comes, on whatever clock the cloud runs. */
export class Bell {
  readonly #clock: LocalClock;
  #ring: () => void = () => {};
  #rung = this.#next();

  constructor(clock: LocalClock) {
    this.#clock = clock;
  }

  /** Ends every wait that is under way. */
  ring(): void {
    const ring = this.#ring;
    this.#rung = this.#next();
    ring();
  }

  /** Waits for the next ring, or until the clock shows `until`. */
  async wait(until = Number.POSITIVE_INFINITY): Promise<void> {
    let rung = false;
    const ringing = this.#rung.then(() => {
      rung = true;
    });
    if (until === Number.POSITIVE_INFINITY) return ringing;
    while (!rung) {
      const left = until - this.#clock.now();
      if (left <= 0) return;
      await Promise.race([ringing, sleep(Math.min(left, SLICE_MS))]);
    }
  }

  #next(): Promise<void> {
    return new Promise((resolve) => {
      this.#ring = resolve;
    });
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Something that is asked again and again. */
export interface Poller {
  /** Asks in a moment instead of waiting for the next turn, because something has happened. */
  readonly soon: () => void;
  stop(): void;
}

/** Who hears how each turn went. */
export interface Outcome {
  onSuccess(): void;
  onFailure(error: unknown): void;
}

/** Kinesis lets a shard be read five times a second, by everybody together. */
const SOON_MS = 200;
const MAX_PAUSE_MS = 15_000;

/** What to ask, and how often. */
interface PollingOptions {
  /** Milliseconds. */
  readonly every: number;
  ask(): Promise<void>;
  readonly outcome: Outcome;
}

/**
 * Runs `ask` every `every` milliseconds, one at a time, while anybody looks: a hidden tab asks nothing. After
 * a failure the pause doubles, up to 15 seconds.
 */
export function startPolling(options: PollingOptions): Poller {
  return new Polling(options);
}

class Polling implements Poller {
  readonly #options: PollingOptions;
  #state: 'waiting' | 'asking' | 'asked-again' | 'stopped' = 'waiting';
  #pause: number;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: PollingOptions) {
    this.#options = options;
    this.#pause = options.every;
    document.addEventListener('visibilitychange', this.soon);
    this.#schedule(0);
  }

  readonly soon = (): void => {
    if (this.#state === 'waiting') this.#schedule(SOON_MS);
    if (this.#state === 'asking') this.#state = 'asked-again';
  };

  stop(): void {
    this.#state = 'stopped';
    clearTimeout(this.#timer);
    document.removeEventListener('visibilitychange', this.soon);
  }

  #schedule(wait: number): void {
    this.#state = 'waiting';
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#turn(), wait);
  }

  async #turn(): Promise<void> {
    if (document.hidden) return;
    this.#state = 'asking';
    await this.#ask();
    this.#goOn();
  }

  #goOn(): void {
    if (this.#state === 'stopped') return;
    this.#schedule(this.#state === 'asked-again' ? SOON_MS : this.#pause);
  }

  async #ask(): Promise<void> {
    const { every, ask, outcome } = this.#options;
    try {
      await ask();
      this.#pause = every;
      outcome.onSuccess();
    } catch (error) {
      this.#pause = Math.min(MAX_PAUSE_MS, this.#pause * 2);
      outcome.onFailure(error);
    }
  }
}

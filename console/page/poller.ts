/** Something that is asked again and again. */
export interface Poller {
  /** Asks in a moment instead of waiting for the next turn, because something has happened. */
  soon(): void;
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

/**
 * Runs `ask` every `every` milliseconds, one at a time, while anybody looks: a hidden tab asks nothing. After
 * a failure the pause doubles, up to 15 seconds.
 */
export function startPolling(options: {
  every: number;
  ask(): Promise<void>;
  outcome: Outcome;
}): Poller {
  const { every, ask, outcome } = options;
  let state: 'waiting' | 'asking' | 'asked-again' | 'stopped' = 'waiting';
  let pause = every;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function turn(): Promise<void> {
    if (document.hidden) return;
    state = 'asking';
    try {
      await ask();
      pause = every;
      outcome.onSuccess();
    } catch (error) {
      pause = Math.min(MAX_PAUSE_MS, pause * 2);
      outcome.onFailure(error);
    }
    next();
  }

  function next(): void {
    if (state === 'stopped') return;
    schedule(state === 'asked-again' ? SOON_MS : pause);
  }

  function schedule(wait: number): void {
    state = 'waiting';
    clearTimeout(timer);
    timer = setTimeout(turn, wait);
  }

  function soon(): void {
    if (state === 'waiting') schedule(SOON_MS);
    if (state === 'asking') state = 'asked-again';
  }

  function stop(): void {
    state = 'stopped';
    clearTimeout(timer);
  }

  document.addEventListener('visibilitychange', soon);
  schedule(0);
  return { soon, stop };
}

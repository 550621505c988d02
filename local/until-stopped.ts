/** How often an orphan looks for its parent. */
const LOOK_MS = 500;

/** Resolves when this process should stop. */
export interface Stopped {
  readonly stop: Promise<void>;
  readonly isStopping: boolean;
}

/**
 * Waits for Ctrl-C, a termination signal, or the death of the launcher that started us (nobody would be left
 * to stop us). A second signal ends the process at once: stopping loses nothing that was acknowledged.
 */
export function untilStopped(): Stopped {
  let isStopping = false;
  const stop = new Promise<void>((resolve) => {
    const begin = () => {
      isStopping = true;
      resolve();
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        if (isStopping) process.exit(1);
        begin();
      });
    }
    watchLauncher(begin);
  });
  return {
    stop,
    get isStopping() {
      return isStopping;
    },
  };
}

function watchLauncher(gone: () => void): void {
  const launcher = Number(process.env.TRIBUTARY_LAUNCHER);
  if (process.ppid !== launcher) return;
  const timer = setInterval(() => {
    if (process.ppid === launcher) return;
    clearInterval(timer);
    gone();
  }, LOOK_MS);
  timer.unref();
}

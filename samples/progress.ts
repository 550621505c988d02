const WIDTH = 28;
const REDRAW_MS = 100;
/** Without a terminal: a line for each such part of the whole. */
const LINES = 4;

/** Where progress is shown. */
export interface ProgressOutput {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** Shows how much of a known whole is done: a bar on a terminal, a few lines anywhere else. */
export interface Progress {
  add(amount: number): void;
  /** On a terminal, says in place of the bar what goes on now. */
  say(text: string): void;
  /** Clears the bar. */
  end(): void;
}

/** Progress towards `total` messages. `now` gives milliseconds. */
export function createProgress(options: {
  readonly total: number;
  readonly output: ProgressOutput;
  readonly now: () => number;
}): Progress {
  const { total, output, now } = options;
  const started = now();
  let done = 0;
  let drawnAt = Number.NEGATIVE_INFINITY;
  const status = () => {
    const perSecond = Math.round(done / Math.max(0.001, (now() - started) / 1000));
    return `${count(done)} of ${count(total)} messages, ${count(perSecond)} a second`;
  };
  const draw = () => {
    if (now() - drawnAt < REDRAW_MS) return;
    drawnAt = now();
    const filled = Math.round((done / total) * WIDTH);
    output.write(`\r\x1b[2K  ${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)} ${status()}`);
  };
  const print = (before: number) => {
    const part = (amount: number) => Math.floor((amount / total) * LINES);
    if (part(done) > part(before)) output.write(`  ${status()}\n`);
  };
  return {
    add(amount) {
      const before = done;
      done += amount;
      if (output.isTTY) draw();
      else print(before);
    },
    say(text) {
      if (output.isTTY) output.write(`\r\x1b[2K  ${text}`);
    },
    end() {
      if (output.isTTY) output.write('\r\x1b[2K');
    },
  };
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}

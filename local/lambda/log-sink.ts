import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';

/** A log file larger than this is set aside as `.old` when the cloud starts. */
const ROTATE_BYTES = 20 * 1024 * 1024;
/** CloudWatch Logs bills this much for each event besides its text. */
const EVENT_OVERHEAD_BYTES = 26;

/** Sees every complete line a function writes: embedded metrics are read from here. */
export type LogListener = (functionName: string, line: string) => void;

/** Where the output of functions goes: one file per function, and the listeners. */
export interface LogSink {
  /** Takes a piece of output; `bytes` of what CloudWatch Logs would bill for the lines it completes. */
  write(functionName: string, chunk: string): number;
}

/** Writes to `<directory>/<function>.log`, one line per log event with the time in front. */
export function createLogSink(options: {
  readonly directory: string;
  readonly listeners: readonly LogListener[];
}): LogSink {
  mkdirSync(options.directory, { recursive: true });
  const unfinished = new Map<string, string>();
  const rotated = new Set<string>();
  return {
    write(functionName, chunk) {
      const [rest = '', ...complete] = `${unfinished.get(functionName) ?? ''}${chunk}`
        .split('\n')
        .reverse();
      unfinished.set(functionName, rest);
      if (complete.length === 0) return 0;
      const lines = complete.reverse();
      const file = path.join(options.directory, `${functionName}.log`);
      if (!rotated.has(functionName)) rotate(file);
      rotated.add(functionName);
      const time = new Date().toISOString();
      appendFileSync(file, lines.map((line) => `${time} ${line}\n`).join(''));
      for (const line of lines) {
        for (const listener of options.listeners) listener(functionName, line);
      }
      return lines.reduce((sum, line) => sum + Buffer.byteLength(line) + EVENT_OVERHEAD_BYTES, 0);
    },
  };
}

function rotate(file: string): void {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > ROTATE_BYTES) renameSync(file, `${file}.old`);
}

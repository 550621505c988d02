import { writeLine } from './write-line.ts';

const LEVELS = { debug: 10, info: 20, warn: 30, error: 40 } as const;

/** How much a function says; read from the environment by its entry, never in here. */
export type LogLevel = keyof typeof LEVELS;

/**
 * What a log line may carry: ids, codes and counts. Never a message body, an identifier's value or an
 * error's own text, which can quote both.
 */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** Writes one line of JSON per event, readable by CloudWatch Logs Insights. */
export interface Logger {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

/**
 * Creates a logger that drops what lies below `level`. `write` is where lines go (default: stdout).
 *
 * Lines go around `console`, whose output Lambda's JSON log format wraps in an object of its own; it
 * reads `timestamp` and `level` from lines that are JSON already.
 */
export function createLogger(options: { level: LogLevel; write?: (line: string) => void }): Logger {
  const write = options.write ?? writeLine;
  const at =
    (level: LogLevel) =>
    (event: string, fields: LogFields = {}): void => {
      if (LEVELS[level] < LEVELS[options.level]) return;
      write(JSON.stringify({ ...fields, level, event, timestamp: new Date().toISOString() }));
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** A logger that says nothing, for tests and benchmarks. */
export const silentLogger: Logger = createLogger({ level: 'error', write: () => {} });

/** What a log may say about a thrown value: its name and, where it has one, its stable code. Never its message. */
export function errorFields(error: unknown): LogFields {
  if (!(error instanceof Error)) return { error: typeof error };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return { error: error.name, code };
}

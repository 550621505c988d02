import { parseArgs } from 'node:util';
import { StartError } from './start-error.ts';

/** Where the cloud listens unless told otherwise. */
export const DEFAULT_PORT = 4566;

/** What `npm start` was asked to do. */
export interface StartOptions {
  readonly help: boolean;
  /** 0 takes a free port. */
  readonly port: number;
  readonly dataDir: string;
  /** Delete the data directory's state first. */
  readonly fresh: boolean;
  /** Load the sample when it has not been loaded. */
  readonly sample: boolean;
  /** Keep the sample's dates (1997) instead of shifting them to end yesterday. */
  readonly originalDates: boolean;
  /** Written with URL and credentials once everything serves. */
  readonly readyFile?: string;
}

/** What `npm start -- --help` prints. */
export const START_HELP = `npm start -- [flags]

  --port N            port to listen on (default ${DEFAULT_PORT}; 0 takes a free one)
  --data-dir D        where state lies (default .tributary)
  --fresh             delete that state first
  --no-sample         do not load the sample purchases
  --original-dates    keep the sample's dates (1997 to 1998)
  --ready-file F      write url, write keys and token to F once everything serves`;

/** Reads the flags. Throws `StartError` for one that is unknown or has no usable value. */
export function parseStartOptions(args: readonly string[]): StartOptions {
  const { values } = parsed(args);
  return {
    help: values.help ?? false,
    port: portOf(values.port),
    dataDir: values['data-dir'] ?? '.tributary',
    fresh: values.fresh ?? false,
    sample: !values['no-sample'],
    originalDates: values['original-dates'] ?? false,
    readyFile: values['ready-file'],
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        help: { type: 'boolean', short: 'h' },
        port: { type: 'string' },
        'data-dir': { type: 'string' },
        fresh: { type: 'boolean' },
        'no-sample': { type: 'boolean' },
        'original-dates': { type: 'boolean' },
        'ready-file': { type: 'string' },
      },
    });
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message.split('. ')[0] : String(cause);
    throw new StartError(`${detail}; \`npm start -- --help\` lists the flags`, { cause });
  }
}

function portOf(text: string | undefined): number {
  const port = Number(text ?? DEFAULT_PORT);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535 && text !== '') return port;
  throw new StartError(`--port must be a whole number from 0 to 65535, got '${text}'`);
}

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod/mini';
import { SampleError } from './sample-error.ts';

/** Where the sample goes, and how. */
export interface SampleOptions {
  readonly url: string;
  readonly writeKey: string;
  readonly adminToken: string;
  /** Keep the log's dates (1997 to 1998) instead of shifting them to end yesterday. */
  readonly originalDates: boolean;
}

/** What `npm start` leaves in its data directory for clients. */
const Credentials = z.object({
  url: z.string(),
  secretWriteKey: z.string(),
  adminToken: z.string(),
});

/**
 * Reads the flags: `--data-dir D` takes URL and keys from `D/credentials.json`, `--url`, `--write-key` (secret)
 * and `--admin-token` overrule them. Throws `SampleError` for what is missing or unusable.
 */
export function parseSampleOptions(args: readonly string[]): SampleOptions {
  const flags = parseFlags(args);
  const { url, 'write-key': writeKey, 'admin-token': adminToken } = flags;
  const originalDates = flags['original-dates'] ?? false;
  if (url && writeKey && adminToken)
    return { url: baseUrl(url), writeKey, adminToken, originalDates };
  const stored = readCredentials(flags['data-dir'] ?? '.tributary');
  return {
    url: baseUrl(url ?? stored.url),
    writeKey: writeKey ?? stored.secretWriteKey,
    adminToken: adminToken ?? stored.adminToken,
    originalDates,
  };
}

function parseFlags(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        'data-dir': { type: 'string' },
        url: { type: 'string' },
        'write-key': { type: 'string' },
        'admin-token': { type: 'string' },
        'original-dates': { type: 'boolean' },
      },
    });
    return values;
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message.split('. ')[0] : String(cause);
    throw new SampleError(`${detail}; samples/README.md lists the flags`, { cause });
  }
}

function readCredentials(dataDir: string): z.infer<typeof Credentials> {
  const file = path.join(dataDir, 'credentials.json');
  try {
    return Credentials.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    const mend = 'start the laptop cloud (npm start), or give --url, --write-key and --admin-token';
    throw new SampleError(`no usable credentials in ${file}; ${mend}`, { cause });
  }
}

function baseUrl(text: string): string {
  if (URL.canParse(text)) return text.replace(/\/+$/, '');
  throw new SampleError(`--url must be a URL such as http://127.0.0.1:4566, got '${text}'`);
}

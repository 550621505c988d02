import { existsSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { Arguments } from './arguments.ts';
import { CliError } from './cli-error.ts';

const DEFAULT_DATA_DIR = '.tributary';

/** Whom to talk to and as whom. Credentials are absent when neither given nor found. */
export interface Connection {
  readonly url: string;
  readonly adminToken: string | undefined;
  readonly publicWriteKey: string | undefined;
  readonly secretWriteKey: string | undefined;
  /** Repeats `--data-dir` in commands we suggest, where it is not the default. */
  readonly dataDirOption: string;
}

/**
 * Finds the API and its credentials: options first, then `TRIBUTARY_URL` and `TRIBUTARY_TOKEN`, then what
 * `npm start` left in the data directory. Credentials of the laptop are not sent to another URL.
 */
export function findConnection(args: Arguments, env: NodeJS.ProcessEnv): Connection {
  const dataDir = args.text('data-dir') ?? DEFAULT_DATA_DIR;
  const url = args.text('url') ?? env.TRIBUTARY_URL;
  const token = args.text('token') ?? env.TRIBUTARY_TOKEN;
  const found = readCredentials(dataDir);
  const local = url === undefined || sameOrigin(url, found.url) ? found : {};
  const address = url ?? local.url;
  if (address === undefined) {
    throw new CliError(
      `nothing has been started in '${dataDir}', start it with: npm start (or say --url and --token)`,
    );
  }
  return {
    url: address.replace(/\/+$/, ''),
    adminToken: token ?? local.adminToken,
    publicWriteKey: local.publicWriteKey,
    secretWriteKey: local.secretWriteKey,
    dataDirOption: dataDirOption(dataDir),
  };
}

function dataDirOption(dataDir: string): string {
  if (resolve(dataDir) === resolve(DEFAULT_DATA_DIR)) return '';
  const near = relative('.', dataDir) || '.';
  const path = near.startsWith('..') ? resolve(dataDir) : near;
  return ` --data-dir ${/\s/.test(path) ? `'${path}'` : path}`;
}

interface Credentials {
  readonly url?: string;
  readonly adminToken?: string;
  readonly publicWriteKey?: string;
  readonly secretWriteKey?: string;
}

function readCredentials(dataDir: string): Credentials {
  const file = join(dataDir, 'credentials.json');
  if (!existsSync(file)) return {};
  try {
    const parsed: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return typeof parsed === 'object' && parsed !== null ? parsed : {};
  } catch (cause) {
    throw new CliError(`'${file}' cannot be read, start again with: npm start`, { cause });
  }
}

function sameOrigin(a: string, b: string | undefined): boolean {
  return b !== undefined && originOf(a) === originOf(b);
}

function originOf(url: string): string {
  if (!URL.canParse(url)) throw new CliError(`url is not usable, got '${url}'`, { exitCode: 2 });
  return new URL(url).origin;
}

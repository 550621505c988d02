import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { Cloud } from './cloud.ts';
import { StartError } from './start-error.ts';

/** What a client needs: lies in `<data-dir>/credentials.json`, and in the ready file. */
export interface Credentials {
  readonly url: string;
  readonly publicWriteKey: string;
  readonly secretWriteKey: string;
  readonly adminToken: string;
}

type Keys = Omit<Credentials, 'url'>;

/**
 * The credentials of this data directory: those in `file`, else (first start, or the file was lost) new ones from
 * the app's bootstrap function. `file` is rewritten with the current URL.
 */
export async function ensureCredentials(cloud: Cloud, file: string): Promise<Credentials> {
  const keys = readKeys(file) ?? (await bootstrap(cloud));
  const { publicWriteKey, secretWriteKey, adminToken } = keys;
  const credentials = { url: cloud.url, publicWriteKey, secretWriteKey, adminToken };
  writePrivately(file, credentials);
  return credentials;
}

/** Writes JSON readable by the owner alone, in one step: a reader sees all of it or none. */
export function writePrivately(file: string, value: unknown): void {
  const unfinished = `${file}.${randomUUID()}`;
  writeFileSync(unfinished, `${JSON.stringify(value, undefined, 2)}\n`, { mode: 0o600 });
  renameSync(unfinished, file);
}

function readKeys(file: string): Keys | undefined {
  if (!existsSync(file)) return undefined;
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return isKeys(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

async function bootstrap(cloud: Cloud): Promise<Keys> {
  const name = cloud.outputs.BootstrapFunctionName;
  if (!name) throw new StartError('the template has no output BootstrapFunctionName');
  const first = await cloud.lambda.invoke(name, '{}');
  // bootstrapped before, but the file is gone: only hashes are stored, so new ones are made
  const result = first.functionError
    ? await cloud.lambda.invoke(name, '{"rotateToken":true,"addWriteKeys":true}')
    : first;
  const keys: unknown = JSON.parse(result.payload);
  if (!result.functionError && isKeys(keys)) return keys;
  throw new StartError(`the bootstrap function failed: ${first.payload} ${result.payload}`);
}

function isKeys(value: unknown): value is Keys {
  if (typeof value !== 'object' || value === null) return false;
  const names = ['publicWriteKey', 'secretWriteKey', 'adminToken'];
  return names.every((name) => typeof (value as Record<string, unknown>)[name] === 'string');
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { prepareAssembly } from '../../local/assembly.ts';
import { type Cloud, startCloud } from '../../local/cloud.ts';
import { type Credentials, ensureCredentials } from '../../local/credentials.ts';

/** A reply as a test looks at it. */
export interface JourneyReply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body parsed; undefined when it is not JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into replies of every shape
  readonly json: any;
}

/** One request of a journey; `token` and `writeKey` become the authorization. */
export interface JourneyRequest {
  readonly method?: string;
  readonly path: string;
  readonly token?: string;
  readonly writeKey?: string;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

/** The laptop cloud running the synthesized app, in a temporary data directory, bootstrapped. */
export interface RunningCloud {
  readonly cloud: Cloud;
  readonly dataDir: string;
  readonly credentials: Credentials;
  request(request: JourneyRequest): Promise<JourneyReply>;
  stop(): Promise<void>;
}

/** Starts a cloud of its own for a test file. */
export async function startRunningCloud(): Promise<RunningCloud> {
  const assemblyDir = await prepareAssembly();
  const dataDir = mkdtempSync(join(tmpdir(), 'tributary-journey-'));
  const cloud = await startCloud({ dataDir, port: 0, assemblyDir });
  const credentials = await ensureCredentials(cloud, join(dataDir, 'credentials.json'));
  return {
    cloud,
    dataDir,
    credentials,
    request: (request) => send(cloud.url, request),
    async stop() {
      await cloud.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Repeats `look` until it returns something, for what happens behind a stream. Fails after 20 s. */
export async function eventually<T>(look: () => Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + 20_000;
  while (Date.now() < deadline) {
    const found = await look();
    if (found !== undefined) return found;
    await pause(50);
  }
  throw new Error('nothing came of it within 20 s');
}

async function send(url: string, request: JourneyRequest): Promise<JourneyReply> {
  const { method = 'GET', token, writeKey, body } = request;
  const credential = writeKey && `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`;
  const authorization = token ? `Bearer ${token}` : credential;
  const response = await fetch(`${url}${request.path}`, {
    method,
    headers: {
      ...(authorization && { authorization }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...request.headers,
    },
    body: typeof body === 'string' || body === undefined ? body : JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: parse(text) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

import { CliError } from './cli-error.ts';
import type { Connection } from './connection.ts';

/** One call. `body` is sent as JSON; without `writeKey` the admin token is used. */
export interface ApiCall {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  /** Starts with `/`; its parts are percent-encoded already. */
  readonly path: string;
  readonly body?: unknown;
  readonly writeKey?: string;
  readonly signal?: AbortSignal;
}

/** Talks to the HTTP API, the only thing this tool does. */
export interface ApiClient {
  /** The reply's JSON, undefined when there is none. Throws `CliError` for every reply that is not 2xx. */
  call(call: ApiCall): Promise<unknown>;
  /** As `call`, but undefined where the API has no such path (404). */
  callIfThere(call: ApiCall): Promise<unknown>;
}

/** Creates a client for one connection. */
export function createApiClient(connection: Connection): ApiClient {
  return {
    async call(call) {
      const response = await send(connection, call);
      const text = await response.text();
      if (!response.ok) throw failureOf(response.status, text);
      return text === '' ? undefined : JSON.parse(text);
    },
    async callIfThere(call) {
      const response = await send(connection, call);
      const text = await response.text();
      if (response.status === 404) return undefined;
      if (!response.ok) throw failureOf(response.status, text);
      return JSON.parse(text);
    },
  };
}

async function send(connection: Connection, call: ApiCall): Promise<Response> {
  try {
    return await fetch(`${connection.url}${call.path}`, {
      method: call.method ?? 'GET',
      headers: {
        authorization: authorizationOf(connection, call),
        ...(call.body !== undefined && { 'content-type': 'application/json' }),
      },
      body: call.body === undefined ? undefined : JSON.stringify(call.body),
      signal: call.signal,
    });
  } catch (cause) {
    if (cause instanceof CliError || call.signal?.aborted) throw cause;
    throw new CliError(`nothing answers at ${connection.url}, start it with: npm start`, { cause });
  }
}

function authorizationOf(connection: Connection, { writeKey }: ApiCall): string {
  if (writeKey !== undefined) return `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`;
  if (connection.adminToken !== undefined) return `Bearer ${connection.adminToken}`;
  throw new CliError('admin token is missing, say --token tat_… or set TRIBUTARY_TOKEN');
}

function failureOf(status: number, text: string): CliError {
  const { detail, code } = problemOf(text);
  if (detail !== undefined) return new CliError(`${detail}${code ? ` (${code})` : ''}`);
  return new CliError(`the API answered ${status}`);
}

function problemOf(text: string): { detail?: string; code?: string } {
  try {
    const { detail, message, code } = JSON.parse(text);
    const said = detail ?? message;
    return {
      detail: typeof said === 'string' ? said : undefined,
      code: typeof code === 'string' ? code : undefined,
    };
  } catch {
    return {};
  }
}

import { setTimeout as pause } from 'node:timers/promises';
import { SampleError } from './sample-error.ts';

/** Once there has been a reply, a call is tried again for so long while nothing answers or the answer is an outage. */
const PATIENCE_MS = 60_000;
const PAUSE_MS = 500;

/** A reply's status and its JSON. */
export interface Reply {
  readonly status: number;
  readonly body: unknown;
}

/** Tributary's admin and profile API, as any client sees it. */
export interface TributaryClient {
  get(path: string): Promise<Reply>;
  post(path: string, body: unknown): Promise<Reply>;
}

/**
 * A client with a bearer token. Calls ride out a restart of the other side: once it has answered anything, they
 * are tried again for a minute. Throws `SampleError` when that does not help, and when the token is refused.
 */
export function createTributaryClient(options: {
  readonly url: string;
  readonly adminToken: string;
}): TributaryClient {
  const headers = { authorization: `Bearer ${options.adminToken}` };
  let hasAnswered = false;
  const call = async (path: string, init: RequestInit): Promise<Reply> => {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const reply = await tryOnce(`${options.url}${path}`, init);
      if (typeof reply !== 'string') {
        hasAnswered = true;
        return permitted(reply, path);
      }
      if (!hasAnswered || Date.now() > deadline) throw new SampleError(`${options.url} ${reply}`);
      await pause(PAUSE_MS);
    }
  };
  return {
    get: (path) => call(path, { headers }),
    post: (path, body) =>
      call(path, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
  };
}

/** The reply, or what is wrong where another try may help. */
async function tryOnce(url: string, init: RequestInit): Promise<Reply | string> {
  try {
    const response = await fetch(url, init);
    const text = await response.text();
    if (response.status === 429 || response.status >= 500) return `answers ${response.status}`;
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
  } catch {
    return 'does not answer; is the laptop cloud running (npm start)?';
  }
}

function permitted(reply: Reply, path: string): Reply {
  if (reply.status !== 401 && reply.status !== 403) return reply;
  throw new SampleError(`the admin token is refused with ${reply.status} at ${path}`);
}

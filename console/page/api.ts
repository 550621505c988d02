/** A call that the API refused, or that did not reach it. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** The problem's code (docs/api.md), or `unreachable`. */
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The admin and profile API, with the reader's token. Both throw `ApiError`. */
export interface Api {
  get<T>(path: string): Promise<T>;
  post(path: string, body: unknown): Promise<void>;
}

/** The API of the page's own origin. */
export function createApi(token: string): Api {
  const authorization = `Bearer ${token}`;
  return {
    // The page and the API are deployed together, and the API's own tests hold the shapes of its replies.
    get: async <T>(path: string) => (await call(path, { headers: { authorization } })) as T,
    async post(path, body) {
      await call(path, {
        method: 'POST',
        headers: {
          authorization,
          'content-type': 'application/json',
          'idempotency-key': crypto.randomUUID(),
        },
        body: JSON.stringify(body),
      });
    },
  };
}

async function call(path: string, init: RequestInit): Promise<unknown> {
  const { ok, status, body } = await exchange(path, init);
  if (ok) return body;
  const { code, detail } = body as { code?: string; detail?: string }; // problem+json, or nothing
  throw new ApiError(code ?? `status_${status}`, detail ?? `The API answered ${status}.`);
}

async function exchange(path: string, init: RequestInit) {
  try {
    const response = await fetch(path, { ...init, cache: 'no-store' });
    const isJson = response.headers.get('content-type')?.includes('json');
    const body: unknown = isJson ? await response.json() : {};
    return { ok: response.ok, status: response.status, body };
  } catch (cause) {
    throw new ApiError('unreachable', 'The API cannot be reached.', { cause });
  }
}

/** What a route answers. `body` is text, or bytes for what is not text; absent for 204 and 304. */
export interface ApiReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** A reply that can be kept and repeated. */
export type TextReply = ApiReply & { readonly body?: string };

/** A reply with `value` as JSON. */
export function jsonReply(
  value: unknown,
  options: { status?: number; headers?: Readonly<Record<string, string>> } = {},
): TextReply {
  return {
    status: options.status ?? 200,
    headers: { 'content-type': 'application/json; charset=utf-8', ...options.headers },
    body: JSON.stringify(value),
  };
}

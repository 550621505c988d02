/** One HTTP request as it came off the wire (HTTP/1.1 or HTTP/2), body read in full. */
export interface WireRequest {
  readonly method: string;
  /** Path as sent, percent-encoding kept. */
  readonly path: string;
  /** Query string as sent, without the question mark. */
  readonly rawQuery: string;
  /** Lower-case names; repeated headers joined by a comma. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly sourceIp: string;
}

/** One HTTP answer. */
export interface WireReply {
  readonly status: number;
  /** A list is sent as that many headers of one name (`set-cookie`). */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Buffer;
}

/** What a handler says when the client must never hear back: its connection is cut. */
export const NO_REPLY = 'no reply';

/** Answers one request. */
export type WireHandler = (request: WireRequest) => Promise<WireReply | typeof NO_REPLY>;

/** A JSON answer. */
export function jsonAnswer(status: number, value: unknown): WireReply {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}

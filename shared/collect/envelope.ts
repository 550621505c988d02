/** The six calls of Segment's spec. */
export const MESSAGE_TYPES = ['track', 'identify', 'page', 'screen', 'group', 'alias'] as const;
export type MessageType = (typeof MESSAGE_TYPES)[number];

/** How far a source's word is taken: `public` keys sit in browsers, `secret` keys on servers. */
export type SourceKind = 'public' | 'secret';

/** `standard`: public identifiers attach and merge within limits. `strict`: only signed ones join. `trusted`: secret sources. */
export type Trust = 'standard' | 'strict' | 'trusted';

/**
 * One message as it travels the stream and lies in the lake: what we know about its arrival, and
 * `message`, the **exact source text** the client sent for it (a JSON object, byte for byte after UTF-8
 * decoding). Re-serialising would lose 2^53+1, duplicate keys and key order.
 *
 * Stored as one line of NDJSON. `message` is a JSON string rather than an embedded object so that raw
 * newlines, duplicate keys and numbers survive every SQL reader.
 */
export interface Envelope {
  readonly v: 1;
  /** The client's messageId, or one derived from source and content where it sent none. At most 100 characters. */
  readonly messageId: string;
  /** Of a quarantined message that names no known type: `track`. */
  readonly type: MessageType;
  /** When we received it, ISO 8601 with milliseconds. */
  readonly receivedAt: string;
  /** The client's claim of when it sent the request, as sent. */
  readonly sentAt?: string;
  /** When it happened, ISO 8601: the client's claim, corrected and clamped (`messageTime`). */
  readonly timestamp: string;
  /**
   * When it happened by the client's own word, milliseconds since the epoch, uncorrected; absent where it
   * said nothing. A resend repeats it exactly, which `timestamp` does not.
   */
  readonly originalTimestamp?: number;
  readonly source: string;
  readonly kind: SourceKind;
  readonly trust: Trust;
  readonly mode: 'live' | 'historical';
  /** The identifier whose hash chose the key bucket: `anonymousId:…`, else `userId:…`, else the first identifier. */
  readonly partition: string;
  readonly ip?: string;
  readonly userAgent?: string;
  /** `Sec-GPC: 1` was on the request. */
  readonly gpc?: true;
  /** Batch-level `context` and `integrations`, as JSON text; they lie under the message's own. */
  readonly defaults?: { readonly context?: string; readonly integrations?: string };
  /** Set when the message cannot be used: it goes to quarantine and nowhere else. */
  readonly quarantine?: { readonly reason: string; readonly detail?: string };
  readonly message: string;
}

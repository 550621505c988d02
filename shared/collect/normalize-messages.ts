import { sha256Hex } from '../kernel/hash.ts';
import { checkMessage, type UnusableMessage, type UsableMessage } from './check-message.ts';
import type { Envelope, MessageType } from './envelope.ts';
import { isJsonObject, type JsonObject } from './json-object.ts';
import { LIMITS } from './limits.ts';
import { messageTime, parseInstant } from './message-time.ts';
import type { SourceMessage } from './parse-request.ts';
import { repeatsKey } from './repeats-key.ts';
import type { Source } from './source.ts';

/** What all messages of one request share. */
export interface Arrival {
  readonly source: Source;
  /** Milliseconds since the epoch. */
  readonly receivedAt: number;
  /** The request's own `sentAt`, of whatever type it was. */
  readonly sentAt: unknown;
  readonly mode: Envelope['mode'];
  /** The type of a single-message path; undefined for a batch, whose messages name theirs. */
  readonly type: MessageType | undefined;
  readonly defaults: Envelope['defaults'];
  readonly ip: string | undefined;
  readonly requestId: string;
  readonly userAgent: string | undefined;
  readonly gpc: boolean;
}

/** Longer than any date; a client's `sentAt` is kept for the record, not to be amplified by a batch. */
const MAX_SENT_AT_LENGTH = 64;

const NO_FIELDS: JsonObject = {};

/**
 * Wraps the messages of a request into envelopes, in order. Every message of a valid write key gets one:
 * what cannot be used carries the reason in `quarantine` and keeps its exact text all the same (ADR 0017).
 */
export function normalizeMessages(
  messages: readonly SourceMessage[],
  arrival: Arrival,
): Envelope[] {
  const shared = {
    ...arrival,
    receivedAtText: new Date(arrival.receivedAt).toISOString(),
    sentAtInstant: parseInstant(arrival.sentAt),
  };
  return messages.map((message, index) => normalizeMessage(message, { arrival: shared, index }));
}

/** An arrival with what is worked out once for all its messages. */
interface SharedArrival extends Arrival {
  readonly receivedAtText: string;
  readonly sentAtInstant: number | undefined;
}

function normalizeMessage(
  message: SourceMessage,
  { arrival, index }: { arrival: SharedArrival; index: number },
): Envelope {
  const fields = isJsonObject(message.value) ? message.value : NO_FIELDS;
  const check = brokenLimit(message) ?? checkMessage(message.value, arrival.type);
  const usable = check.kind === 'usable' ? check : undefined;
  const ownSentAt = fields.sentAt ?? undefined;
  const sentAt = ownSentAt ?? arrival.sentAt;
  const claimed = fields.timestamp ?? fields.originalTimestamp;
  const said = sentAt ?? claimed ?? undefined;
  const messageId = usable?.messageId ?? deriveMessageId({ message, said, arrival, index });
  const time = messageTime({
    claimed,
    sentAt: ownSentAt === undefined ? arrival.sentAtInstant : parseInstant(ownSentAt),
    receivedAt: arrival.receivedAt,
    kind: arrival.source.kind,
  });
  return {
    v: 1,
    quarantine: check.kind === 'usable' ? undefined : { reason: check.reason, detail: check.field },
    messageId,
    type: usable?.type ?? arrival.type ?? 'track',
    receivedAt: arrival.receivedAtText,
    sentAt: typeof sentAt === 'string' ? sentAt.slice(0, MAX_SENT_AT_LENGTH) : undefined,
    timestamp: time.timestamp,
    originalTimestamp: time.originalTimestamp,
    source: arrival.source.sourceId,
    kind: arrival.source.kind,
    trust: arrival.source.trust,
    mode: arrival.mode,
    partition: usable ? partitionOf(usable) : `messageId:${messageId}`,
    ip: arrival.ip,
    userAgent: arrival.userAgent,
    gpc: arrival.gpc || undefined,
    defaults: arrival.defaults,
    message: message.text,
  };
}

function brokenLimit(message: SourceMessage): UnusableMessage | undefined {
  const { text, value, scan } = message;
  // A UTF-16 unit is at most three bytes of UTF-8, so nearly every message is measured by its length.
  const fits =
    text.length * 3 <= LIMITS.messageBytes || Buffer.byteLength(text) <= LIMITS.messageBytes;
  if (!fits) return { kind: 'unusable', reason: 'too_large' };
  if (scan.depth > LIMITS.depth) return { kind: 'unusable', reason: 'too_deep' };
  if (scan.maxKeys > LIMITS.keys) return { kind: 'unusable', reason: 'too_many_keys' };
  return repeatsKey(value, scan) ? { kind: 'unusable', reason: 'duplicate_key' } : undefined;
}

/**
 * Stands in for a missing messageId: a resend of the same text with the same `said` (its `sentAt`, or its
 * timestamp) counts once. The exact text rather than a canonical form: numbers beyond 2^53 that differ must
 * not become one message. Where the client dates nothing, two equal messages are two: hand-written senders
 * repeat themselves and mean it, and only SDKs resend, which name and date their messages.
 */
function deriveMessageId(input: {
  message: SourceMessage;
  said: unknown;
  arrival: SharedArrival;
  index: number;
}): string {
  const { message, said, arrival, index } = input;
  const when = said === undefined ? `${arrival.requestId} ${index}` : String(said);
  return sha256Hex(JSON.stringify([arrival.source.sourceId, when, message.text]));
}

/** anonymousId first: a device's messages then keep one order across a login, which is when they join. */
function partitionOf(message: UsableMessage): string {
  return message.anonymousId === undefined
    ? `userId:${message.userId}`
    : `anonymousId:${message.anonymousId}`;
}

import type { Envelope, MessageType } from './envelope.ts';
import { identifierText } from './identifier-text.ts';
import { isJsonObject, type JsonObject } from './json-object.ts';
import {
  maskIdentifier,
  type Preview,
  previewProperties,
  previewTraits,
  previewUnredacted,
  redactText,
} from './redact.ts';

/** One message as the live tail shows it. Absent fields are left out. */
export interface TailMessage {
  readonly messageId: string;
  readonly type: MessageType;
  /** The event's name, or the name of a page or screen. */
  readonly event?: string;
  readonly receivedAt: string;
  readonly timestamp: string;
  readonly source: string;
  readonly identifiers: Readonly<Record<string, string>>;
  readonly properties?: Preview;
  readonly traits?: Preview;
  /** Why it cannot be used; it lies in the quarantine. */
  readonly quarantine?: { readonly reason: string; readonly detail?: string };
}

const IDENTIFIER_FIELDS = ['userId', 'anonymousId', 'previousId', 'groupId'] as const;

/**
 * Shows a message. Redacted, identifiers are masked, traits are replaced and so are properties that look
 * personal; it is a help against looking over shoulders, and no proof that nothing personal is left.
 */
export function tailMessageOf(envelope: Envelope, options: { redact: boolean }): TailMessage {
  const body = bodyOf(envelope);
  const { properties, traits } = body;
  const name = envelope.type === 'track' ? body.event : body.name;
  const showText = options.redact ? redactText : (text: string) => text;
  const showProperties = options.redact ? previewProperties : previewUnredacted;
  const showTraits = options.redact ? previewTraits : previewUnredacted;
  return {
    messageId: envelope.messageId,
    type: envelope.type,
    event: typeof name === 'string' && name !== '' ? showText(name) : undefined,
    receivedAt: envelope.receivedAt,
    timestamp: envelope.timestamp,
    source: envelope.source,
    identifiers: identifiersOf(body, options.redact ? maskIdentifier : (text) => text),
    properties: isJsonObject(properties) ? showProperties(properties) : undefined,
    traits: isJsonObject(traits) ? showTraits(traits) : undefined,
    quarantine: envelope.quarantine,
  };
}

function identifiersOf(body: JsonObject, show: (text: string) => string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const field of IDENTIFIER_FIELDS) {
    const text = identifierText(body[field]);
    if (typeof text === 'string') found[field] = show(text);
  }
  return found;
}

/** What is quarantined as too deep or too large is shown like the rest; it is JSON all the same. */
function bodyOf(envelope: Envelope): JsonObject {
  try {
    const value: unknown = JSON.parse(envelope.message);
    return isJsonObject(value) ? value : {};
  } catch {
    return {};
  }
}

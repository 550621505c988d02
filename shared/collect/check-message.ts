import { MESSAGE_TYPES, type MessageType } from './envelope.ts';
import { INVALID_IDENTIFIER, identifierText } from './identifier-text.ts';
import { isJsonObject } from './json-object.ts';
import { LIMITS } from './limits.ts';

/** Why a message cannot be used. Stable: operators filter the quarantine by it. */
export type QuarantineReason =
  | 'not_an_object'
  | 'too_large'
  | 'too_deep'
  | 'too_many_keys'
  | 'duplicate_key'
  | 'unknown_type'
  | 'invalid_message_id'
  | 'invalid_identifier'
  | 'missing_identifier'
  | 'missing_event'
  | 'missing_previous_id'
  | 'invalid_field';

/** What collect needs of a usable message; identifiers in their normal form. */
export interface UsableMessage {
  readonly kind: 'usable';
  readonly type: MessageType;
  /** Undefined where the client sent none. */
  readonly messageId: string | undefined;
  readonly userId: string | undefined;
  readonly anonymousId: string | undefined;
}

/** `field` names the field at fault, never its value. */
export interface UnusableMessage {
  readonly kind: 'unusable';
  readonly reason: QuarantineReason;
  readonly field?: string;
}

const TYPES: ReadonlySet<unknown> = new Set(MESSAGE_TYPES);
const OBJECT_FIELDS = ['properties', 'traits', 'context', 'integrations'] as const;
/** Control characters in a messageId would make log lines and keys that cannot be typed again. */
const CONTROL = /\p{Cc}/u;

/**
 * Says whether a message can be used, field by field as Segment's spec has it. Written by hand because it
 * runs for every message (ADR 0015); a property test holds it equal to the schema `Message`.
 *
 * `type` is given on paths that name it, and then overrules the message's own.
 */
export function checkMessage(
  value: unknown,
  type: MessageType | undefined,
): UsableMessage | UnusableMessage {
  if (!isJsonObject(value)) return unusable('not_an_object');
  const ownType = type ?? value.type;
  if (!isMessageType(ownType)) return unusable('unknown_type', 'type');
  const messageId = messageIdOf(value.messageId);
  if (messageId === INVALID_IDENTIFIER) return unusable('invalid_message_id', 'messageId');
  const userId = identifierText(value.userId);
  if (userId === INVALID_IDENTIFIER) return unusable('invalid_identifier', 'userId');
  const anonymousId = identifierText(value.anonymousId);
  if (anonymousId === INVALID_IDENTIFIER) return unusable('invalid_identifier', 'anonymousId');
  if (userId === undefined && (anonymousId === undefined || ownType === 'alias')) {
    return unusable('missing_identifier', 'userId');
  }
  if (ownType === 'track' && !isName(value.event)) return unusable('missing_event', 'event');
  if (ownType === 'alias') {
    const previousId = identifierText(value.previousId);
    if (previousId === INVALID_IDENTIFIER) return unusable('invalid_identifier', 'previousId');
    if (previousId === undefined) return unusable('missing_previous_id', 'previousId');
  }
  const wrong = OBJECT_FIELDS.find((field) => !isObjectOrAbsent(value[field]));
  if (wrong !== undefined) return unusable('invalid_field', wrong);
  return { kind: 'usable', type: ownType, messageId, userId, anonymousId };
}

function messageIdOf(value: unknown): string | undefined | typeof INVALID_IDENTIFIER {
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'string' || value.length > LIMITS.messageIdLength) return INVALID_IDENTIFIER;
  return value.isWellFormed() && !CONTROL.test(value) ? value : INVALID_IDENTIFIER;
}

function isMessageType(value: unknown): value is MessageType {
  return TYPES.has(value);
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isObjectOrAbsent(value: unknown): boolean {
  return value === undefined || value === null || isJsonObject(value);
}

function unusable(reason: QuarantineReason, field?: string): UnusableMessage {
  return { kind: 'unusable', reason, field };
}

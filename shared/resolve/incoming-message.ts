import type { Envelope, MessageType, Trust } from '../collect/envelope.ts';
import { sha256 } from '../kernel/hash.ts';
import {
  IDENTIFIER_TYPES,
  type Identifier,
  type IdentifierType,
  identifierKey,
  normalizeIdentifier,
} from './identifier.ts';
import type { IdentityRules } from './identity-rules.ts';
import { messageHash } from './message-ring.ts';
import type { Position } from './position.ts';

/** One message on its way to a profile: what resolving and folding need of it, read once. */
export interface IncomingMessage {
  readonly messageId: string;
  readonly source: string;
  /** `messageHash` of the two. */
  readonly hash: string;
  readonly type: MessageType;
  /** The track message's event name; a page's or screen's name. */
  readonly event: string | undefined;
  readonly trust: Trust;
  /** When it happened, corrected; milliseconds. */
  readonly timestamp: number;
  /** When it happened by the client's word, milliseconds; the same on every resend. */
  readonly originalTimestamp: number | undefined;
  /** When this copy of it reached us, milliseconds. */
  readonly receivedAt: number;
  /** Normalised, allowed, strongest type first, without repeats. */
  readonly identifiers: readonly Identifier[];
  /** Keys of values that identify nobody and were left out. */
  readonly blocked: readonly string[];
  readonly traits: Readonly<Record<string, unknown>>;
  readonly properties: Readonly<Record<string, unknown>>;
  /** Names the partition in a profile's marks: 8 characters of a hash. */
  readonly partition: string;
  readonly position: Position;
}

type Json = Readonly<Record<string, unknown>>;

/**
 * Reads an envelope's message for resolving. `message` was checked at collect to be a JSON object; throws
 * (SyntaxError) where it is not, which callers treat as poison.
 */
export function readIncomingMessage(
  envelope: Envelope,
  context: { readonly position: Position; readonly rules: IdentityRules },
): IncomingMessage {
  const body = readBody(envelope);
  const evidence = findIdentifiers(envelope.type, body);
  const allowed = evidence.filter((identifier) => !context.rules.isBlocked(identifier));
  const name = envelope.type === 'track' ? body.event : body.name;
  return {
    messageId: envelope.messageId,
    source: envelope.source,
    hash: messageHash(envelope.source, envelope.messageId),
    type: envelope.type,
    event: typeof name === 'string' && name !== '' ? name : undefined,
    trust: envelope.trust,
    timestamp: Date.parse(envelope.timestamp),
    originalTimestamp: envelope.originalTimestamp,
    receivedAt: Date.parse(envelope.receivedAt),
    identifiers: allowed,
    blocked: evidence.filter((identifier) => !allowed.includes(identifier)).map(identifierKey),
    traits: envelope.type === 'identify' ? asObject(body.traits) : {},
    properties: asObject(body.properties),
    partition: sha256(envelope.partition).subarray(0, 6).toString('base64url'),
    position: context.position,
  };
}

/** The message as an object, the batch's `context` beneath its own. */
function readBody({ message, defaults }: Envelope): Json {
  const body = asObject(JSON.parse(message));
  if (defaults?.context === undefined) return body;
  const context = { ...asObject(JSON.parse(defaults.context)), ...asObject(body.context) };
  return { ...body, context };
}

/**
 * The identifiers a message gives, strongest type first: `userId`, `anonymousId`, and e-mail and phone from
 * an identify's `traits` or from `context.traits` (a group's traits are the account's). An alias's
 * `previousId` counts as an anonymousId.
 */
function findIdentifiers(type: MessageType, body: Json): Identifier[] {
  const contextTraits = asObject(asObject(body.context).traits);
  const traits = type === 'identify' ? asObject(body.traits) : {};
  const given: Record<IdentifierType, readonly unknown[]> = {
    userId: [body.userId],
    email: [traits.email, contextTraits.email],
    phone: [traits.phone, contextTraits.phone],
    anonymousId: [body.anonymousId, type === 'alias' ? body.previousId : undefined],
  };
  const found = new Map<string, Identifier>();
  for (const identifierType of IDENTIFIER_TYPES) {
    for (const raw of given[identifierType]) {
      const value = normalizeIdentifier(identifierType, raw);
      if (value === undefined) continue;
      found.set(`${identifierType}:${value}`, { type: identifierType, value });
    }
  }
  return [...found.values()];
}

function asObject(value: unknown): Json {
  const isObject = value !== null && typeof value === 'object' && !Array.isArray(value);
  return isObject ? (value as Json) : {};
}

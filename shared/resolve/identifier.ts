import { identifierText } from '../collect/identifier-text.ts';

/** What a person can be known by, strongest first: the order in which links are decided. */
export const IDENTIFIER_TYPES = ['userId', 'email', 'phone', 'anonymousId'] as const;
export type IdentifierType = (typeof IDENTIFIER_TYPES)[number];

/** One identifier, its value already normalised. */
export interface Identifier {
  readonly type: IdentifierType;
  readonly value: string;
}

const SNAKE_CASE: Readonly<Record<string, IdentifierType>> = {
  user_id: 'userId',
  anonymous_id: 'anonymousId',
};
const EMAIL = /^[^\s@]+@[^\s@]+$/;
const E164 = /^\+[1-9]\d{6,14}$/;

/** Reads a type name as our API spells it (`userId`) or as Segment's profile API does (`user_id`). */
export function parseIdentifierType(name: string): IdentifierType | undefined {
  const type = SNAKE_CASE[name] ?? name;
  return IDENTIFIER_TYPES.find((known) => known === type);
}

/**
 * Brings a value to the one form it is stored and looked up in, or undefined where it can't identify
 * anyone: nothing `identifierText` accepts, no e-mail address, no E.164 phone number.
 */
export function normalizeIdentifier(type: IdentifierType, raw: unknown): string | undefined {
  const value = identifierText(raw);
  if (typeof value !== 'string') return undefined;
  switch (type) {
    case 'email': {
      const email = value.toLowerCase();
      return EMAIL.test(email) ? email : undefined;
    }
    case 'phone': {
      const phone = value.replace(/[\s().-]/g, '');
      return E164.test(phone) ? phone : undefined;
    }
    case 'userId':
    case 'anonymousId':
      return value;
    default:
      return type satisfies never;
  }
}

/** `type:value`, the key of an identifier in maps and in the API's paths. */
export function identifierKey(identifier: Identifier): string {
  return `${identifier.type}:${identifier.value}`;
}

/** Reads what `identifierKey` wrote; the first colon splits. */
export function parseIdentifierKey(key: string): Identifier | undefined {
  const colon = key.indexOf(':');
  const type = parseIdentifierType(key.slice(0, colon));
  return colon > 0 && type ? { type, value: key.slice(colon + 1) } : undefined;
}

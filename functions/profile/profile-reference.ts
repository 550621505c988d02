import { BadRequestError } from '../../shared/kernel/errors.ts';
import {
  IDENTIFIER_TYPES,
  type Identifier,
  normalizeIdentifier,
  parseIdentifierType,
} from '../../shared/resolve/identifier.ts';

/** Whom a path means: somebody by their profileId, or by one of their identifiers. */
export type ProfileReference =
  | { readonly kind: 'profileId'; readonly profileId: string }
  | { readonly kind: 'identifier'; readonly identifier: Identifier };

const PROFILE_ID = /^[0-9A-HJKMNP-TV-Z]{26}$/;
const PROFILE_ID_TYPES = ['profileId', 'profile_id'];

/**
 * Reads `email:ada@example.com`, `user_id:42`, `profileId:01J…` or a bare profileId; the first colon splits,
 * so values may hold more. Values are normalised exactly as resolve does, or nobody would be found. Throws
 * `invalid_profile_reference` (400), without what was got: it may be personal data in the wrong place.
 */
export function parseProfileReference(text: string): ProfileReference {
  const colon = text.indexOf(':');
  const typeName = colon < 0 ? 'profileId' : text.slice(0, colon);
  const value = text.slice(colon + 1);
  if (PROFILE_ID_TYPES.includes(typeName)) return profileIdReference(value);
  const type = parseIdentifierType(typeName);
  if (type === undefined) {
    throw invalid(`identifier type is not known, expected one of ${IDENTIFIER_TYPES.join(', ')}`);
  }
  const normalized = normalizeIdentifier(type, value);
  if (normalized === undefined) throw invalid(`value can not be a ${type}`);
  return { kind: 'identifier', identifier: { type, value: normalized } };
}

function profileIdReference(profileId: string): ProfileReference {
  if (PROFILE_ID.test(profileId)) return { kind: 'profileId', profileId };
  throw invalid('value is no profileId, which has 26 characters');
}

function invalid(what: string): BadRequestError {
  return new BadRequestError(
    'invalid_profile_reference',
    `${what}, for example /v1/profiles/email:ada@example.com or /v1/profiles/userId:42`,
  );
}

import type { Identifier, IdentifierType } from './identifier.ts';

/** How identifiers may join: the limits no profile exceeds, and the values that identify nobody. */
export interface IdentityRules {
  /** The most identifiers of a type one profile may hold. */
  readonly limits: Readonly<Record<IdentifierType, number>>;
  /** True for values such as `null` or `anonymous` that broken clients send for everyone. */
  isBlocked(identifier: Identifier): boolean;
}

// Values seen fusing thousands of people in other products: Segment's and Amplitude's documented lists,
// and what `String(undefined)` and friends leave behind.
const BLOCKED = new Set(
  (
    'null undefined none nil nan na n/a true false anonymous guest unknown unset empty test default ' +
    '[object] -1 not_set (not_set) userid user_id anonymousid anonymous_id'
  ).split(' '),
);
const ZEROS_AND_DASHES = /^[0-]*$/;

/** The rules in force until an operator sets others: one userId, five e-mails and phones, a hundred devices. */
export const DEFAULT_IDENTITY_RULES: IdentityRules = {
  limits: { userId: 1, email: 5, phone: 5, anonymousId: 100 },
  isBlocked: ({ value }) => {
    const text = value.toLowerCase().replace(/\s+/g, '_').replace('[object_object]', '[object]');
    return BLOCKED.has(text) || ZEROS_AND_DASHES.test(text);
  },
};

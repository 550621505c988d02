import type { ProfileIdentifier, Visitor } from './profile.ts';

/** An identifier as its line on the card. */
export interface IdentifierLine {
  readonly type: string;
  readonly value: string;
  readonly remark: string;
}

export const THIS_BROWSER = 'this browser';
const UNVERIFIED = 'unverified';

/** Devices shown beside this one. A profile can hold a hundred. */
const OTHER_DEVICES = 2;

/**
 * The identifiers worth a line: everything that names a person, this browser, and the devices that joined
 * last; `hidden` counts the rest.
 */
export function identifierLines({ anonymousId, profile }: Visitor): {
  shown: readonly IdentifierLine[];
  hidden: number;
} {
  const identifiers = profile?.identifiers ?? [];
  const named = identifiers.filter(({ type }) => type !== 'anonymousId');
  const devices = identifiers.filter(({ type }) => type === 'anonymousId');
  const here = devices.filter(({ value }) => value === anonymousId);
  const others = devices
    .filter(({ value }) => value !== anonymousId)
    .sort((a, b) => (a.joinedAt < b.joinedAt ? 1 : -1));
  return {
    shown: [
      ...named.map((identifier) => line(identifier, identifier.verified ? '' : UNVERIFIED)),
      ...here.map((identifier) => line(identifier, THIS_BROWSER)),
      ...others.slice(0, OTHER_DEVICES).map((identifier) => line(identifier, '')),
    ],
    hidden: Math.max(0, others.length - OTHER_DEVICES),
  };
}

function line({ type, value }: ProfileIdentifier, remark: string): IdentifierLine {
  return { type, value, remark };
}

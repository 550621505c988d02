import { ConflictError } from '../kernel/errors.ts';

/** The `ETag` of a versioned resource: its version in quotes. */
export function entityTag(version: number): string {
  return `"${version}"`;
}

/**
 * Holds an `If-Match` header against the current version (RFC 9110 13.1.1: strong comparison, a list of
 * tags or `*`). No header matches everything. Throws `version_mismatch` (412).
 */
export function requireMatch(ifMatch: string | undefined, version: number | undefined): void {
  if (ifMatch === undefined) return;
  const expected = version === undefined ? undefined : entityTag(version);
  const tags = ifMatch.split(',').map((tag) => tag.trim());
  if (expected !== undefined && tags.some((tag) => tag === '*' || tag === expected)) return;
  throw new ConflictError(
    'version_mismatch',
    `version has changed, got ${expected ?? 'nothing'}, expected ${ifMatch}`,
    { status: 412 },
  );
}

/** What a token may be allowed to do; a principal holds a set of these. */
export const SCOPES = ['admin:read', 'admin:write', 'profiles:read', 'tail:read'] as const;

/** One permission. `admin:*` covers configuration and status, `profiles:read` and `tail:read` personal data. */
export type Scope = (typeof SCOPES)[number];

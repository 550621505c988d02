import { StartError } from '../start-error.ts';

/** One statement of an identity policy. */
export interface Statement {
  readonly effect: 'Allow' | 'Deny';
  readonly actions: Matcher;
  readonly resources: Matcher;
}

/** Matches one action or ARN. */
export type Matcher = (text: string) => boolean;

const KNOWN = new Set(['Sid', 'Effect', 'Action', 'NotAction', 'Resource', 'NotResource']);

/**
 * Reads the statements of one policy document. What cannot be evaluated here (a `Condition`, a `Principal`)
 * stops the start with its name: granting it unread would hide a denial that production makes.
 */
export function parsePolicy(document: unknown, owner: string): Statement[] {
  const { Statement: statements } = record(document, owner);
  return list(statements).map((raw) => parseStatement(record(raw, owner), owner));
}

function parseStatement(raw: Record<string, unknown>, owner: string): Statement {
  for (const name of Object.keys(raw)) {
    if (KNOWN.has(name)) continue;
    const detail = name === 'Condition' ? ` (${conditionKeys(raw.Condition).join(', ')})` : '';
    throw new StartError(
      `policy of ${owner} uses ${name}${detail}, which the laptop cloud does not evaluate; add it in local/iam/policy.ts`,
    );
  }
  const effect = raw.Effect === 'Deny' ? 'Deny' : 'Allow';
  return {
    effect,
    actions: either({ only: raw.Action, except: raw.NotAction, ignoreCase: true }),
    resources: either({ only: raw.Resource, except: raw.NotResource, ignoreCase: false }),
  };
}

function either(options: { only: unknown; except: unknown; ignoreCase: boolean }): Matcher {
  const patterns = (value: unknown) =>
    list(value).map((pattern) => wildcard(String(pattern), options.ignoreCase));
  if (options.except !== undefined) {
    const excluded = patterns(options.except);
    return (text) => !excluded.some((pattern) => pattern.test(text));
  }
  const included = patterns(options.only ?? []);
  return (text) => included.some((pattern) => pattern.test(text));
}

/** `*` is any run of characters, `?` exactly one. */
function wildcard(pattern: string, ignoreCase: boolean): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, ignoreCase ? 'is' : 's');
}

function conditionKeys(condition: unknown): string[] {
  const operators = Object.entries((condition ?? {}) as Record<string, Record<string, unknown>>);
  return operators.flatMap(([operator, keys]) =>
    Object.keys(keys).map((key) => `${operator} ${key}`),
  );
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value];
}

function record(value: unknown, owner: string): Record<string, unknown> {
  if (value !== null && typeof value === 'object') return value as Record<string, unknown>;
  throw new StartError(`policy of ${owner} is not a policy document, got ${JSON.stringify(value)}`);
}

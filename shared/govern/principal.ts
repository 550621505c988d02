import { ForbiddenError } from '../kernel/errors.ts';
import type { Scope } from './scopes.ts';

/** Who makes a call, as the audit names them, and what they may do. */
export interface Principal {
  readonly name: string;
  readonly scopes: readonly Scope[];
}

/** Throws `forbidden` (403) unless `principal` holds `scope`. */
export function requireScope(principal: Principal, scope: Scope): void {
  if (principal.scopes.includes(scope)) return;
  throw new ForbiddenError(`token lacks the scope '${scope}'`);
}

import type { IamRequest } from '../service.ts';
import type { Statement } from './policy.ts';

/** Why a request may or may not pass: an explicit deny wins, without any allow it is an implicit deny. */
export type Verdict = 'allow' | 'explicit deny' | 'implicit deny';

/** Evaluates identity policies as IAM does (no boundaries, no session or resource policies). */
export function evaluate(statements: readonly Statement[], request: IamRequest): Verdict {
  const applying = statements.filter(
    (statement) => statement.actions(request.action) && statement.resources(request.resource),
  );
  if (applying.some((statement) => statement.effect === 'Deny')) return 'explicit deny';
  return applying.length > 0 ? 'allow' : 'implicit deny';
}

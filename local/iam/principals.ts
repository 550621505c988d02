import { AwsError, type IamRequest, type ServiceId } from '../service.ts';
import { evaluate } from './evaluate.ts';
import type { Statement } from './policy.ts';

/** The access key that may do everything: tests, the start-up, and a curious developer's AWS CLI. */
export const OPERATOR_ACCESS_KEY = 'local-operator';

/** Who calls. */
export interface Principal {
  /** Function name, or `local-operator`: whom the meter charges and faults name. */
  readonly name: string;
  /** ARN as it stands in AWS's messages (`arn:aws:sts::…:assumed-role/<role>/<function>`). */
  readonly arn: string;
  /** Undefined for the operator, who is asked nothing. */
  readonly statements?: readonly Statement[];
  /** Ends the calling execution environment at once (fault injection). */
  readonly crash?: () => void;
}

/** Which access key belongs to whom: one per execution environment, as in Lambda. */
export interface Principals {
  register(accessKeyId: string, principal: Principal): void;
  remove(accessKeyId: string): void;
  find(accessKeyId: string): Principal | undefined;
}

/** Starts with the operator's key only. */
export function createPrincipals(account: string): Principals {
  const known = new Map<string, Principal>([
    [OPERATOR_ACCESS_KEY, { name: OPERATOR_ACCESS_KEY, arn: `arn:aws:iam::${account}:root` }],
  ]);
  return {
    register: (accessKeyId, principal) => void known.set(accessKeyId, principal),
    remove: (accessKeyId) => void known.delete(accessKeyId),
    find: (accessKeyId) => known.get(accessKeyId),
  };
}

/** Throws the service's access-denied error unless the principal's policies allow every request. */
export function demandAccess(
  principal: Principal,
  service: ServiceId,
  requests: readonly IamRequest[],
): void {
  if (!principal.statements) return;
  for (const request of requests) {
    const verdict = evaluate(principal.statements, request);
    if (verdict === 'allow') continue;
    throw new AwsError(...denial(principal, service, { request, verdict }));
  }
}

function denial(
  principal: Principal,
  service: ServiceId,
  refused: { request: IamRequest; verdict: 'explicit deny' | 'implicit deny' },
): ConstructorParameters<typeof AwsError> {
  const { action, resource } = refused.request;
  const because =
    refused.verdict === 'explicit deny'
      ? 'with an explicit deny in an identity-based policy'
      : `because no identity-based policy allows the ${action} action`;
  const message = `User: ${principal.arn} is not authorized to perform: ${action} on resource: ${resource} ${because}`;
  if (service === 's3') return ['AccessDenied', message, { status: 403 }];
  return ['AccessDeniedException', message, { status: service === 'lambda' ? 403 : 400 }];
}

import { CdpError, UnauthorizedError } from '../kernel/errors.ts';
import type { ApiReply } from './api-reply.ts';
import { MethodNotAllowedError } from './method-not-allowed.ts';

/** The body of every error reply outside the Segment wire format (RFC 9457). Clients branch on `code`. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly requestId: string;
}

/** Seconds a client is asked to wait before it repeats a call that can succeed later. */
const RETRY_AFTER_SECONDS = 1;

/**
 * Answers `error` as `application/problem+json`. Only a `CdpError` speaks for itself; whatever else was
 * thrown becomes a 500 `internal` that gives nothing away but the request id, under which the log names it.
 */
export function problemReply(error: unknown, requestId: string): ApiReply {
  const known = error instanceof CdpError ? error : undefined;
  const code = known?.code ?? 'internal';
  const problem: Problem = {
    type: `urn:tributary:problem:${code}`,
    title: titleOf(code),
    status: known?.status ?? 500,
    detail:
      known?.message ?? 'the request failed on our side, its request id finds the cause in the log',
    code,
    requestId,
  };
  return {
    status: problem.status,
    headers: { 'content-type': 'application/problem+json', ...headersOf(known) },
    body: JSON.stringify(problem),
  };
}

function titleOf(code: string): string {
  const words = code.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function headersOf(error: CdpError | undefined): Record<string, string> {
  if (error instanceof UnauthorizedError) return { 'www-authenticate': 'Bearer realm="tributary"' };
  if (error instanceof MethodNotAllowedError) return { allow: error.allowed.join(', ') };
  if (error?.retryable) return { 'retry-after': String(RETRY_AFTER_SECONDS) };
  return {};
}

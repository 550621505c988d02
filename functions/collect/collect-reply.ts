import { type ApiReply, jsonReply } from '../../shared/http/api-reply.ts';
import type { CdpError } from '../../shared/kernel/errors.ts';

/** Seconds; clients that heed it come back with the whole batch. */
const RETRY_AFTER_SECONDS = 1;

/**
 * What SDKs take for success: Segment's any status below 400, Hightouch's 2xx, Jitsu's a JSON body.
 */
export const ACCEPTED: ApiReply = jsonReply({ success: true });

/**
 * An error as SDKs of the Segment family read it: they drop a message on 400 and 401, and send it again
 * after 429 and 5xx, except 501 and 505, which are therefore never used here.
 */
export function refusal(error: CdpError): ApiReply {
  return jsonReply(
    { success: false, code: error.code, message: error.message },
    { status: error.status, headers: headersOf(error) },
  );
}

function headersOf(error: CdpError): Record<string, string> {
  // No `www-authenticate` beside a 401: with it a browser would ask the visitor for a password.
  return error.retryable ? { 'retry-after': String(RETRY_AFTER_SECONDS) } : {};
}

import type { WireRequest } from './wire.ts';

/** Who signed, for which service. */
export interface Credential {
  readonly accessKeyId: string;
  readonly service: string;
}

/**
 * The credential of a SigV4 request (`Authorization` header, or the query of a presigned URL), or undefined
 * when the request is not signed. Signatures are **not** verified: on a loopback port the access key only
 * says which function's policies apply.
 */
export function credentialOf(request: WireRequest): Credential | undefined {
  const header = request.headers.authorization;
  const signed = header?.startsWith('AWS4-HMAC-SHA256 ')
    ? /Credential=([^,\s]+)/.exec(header)?.[1]
    : presigned(request.rawQuery);
  if (!signed) return undefined;
  // access key / date / region / service / aws4_request
  const [accessKeyId, , , service] = signed.split('/');
  return accessKeyId && service ? { accessKeyId, service } : undefined;
}

function presigned(rawQuery: string): string | undefined {
  if (!rawQuery.includes('X-Amz-Credential=')) return undefined;
  return new URLSearchParams(rawQuery).get('X-Amz-Credential') ?? undefined;
}

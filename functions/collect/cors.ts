/** Headers that the SDKs of Segment, RudderStack and Jitsu set, none of which a browser sends unasked. */
const ALLOWED_HEADERS = [
  'Authorization',
  'Content-Type',
  'Content-Encoding',
  'AnonymousId',
  'SentAt',
  'X-Write-Key',
  'X-IP-Policy',
  'X-Retry-Count',
  'Rsa-Recovered',
  'Rsa-Retry-Attempt',
  'Rsa-Since-Last-Attempt',
  'Rsa-Since-First-Attempt',
  'Rsa-Retry-Reason',
].join(', ');

type Headers = Readonly<Record<string, string>>;

/**
 * The CORS headers of every reply, errors included: a browser hides a reply without them, and SDKs take
 * a hidden 400 for a lost connection and send it again. The origin is echoed because replies to requests
 * with credentials may not carry `*`.
 */
export function corsHeaders(origin: string | undefined): Headers {
  if (origin === undefined) return { 'access-control-allow-origin': '*' };
  return {
    'access-control-allow-origin': origin,
    'access-control-allow-credentials': 'true',
    'access-control-expose-headers': 'Retry-After, X-Request-Id',
    vary: 'Origin',
  };
}

/** What a preflight (`OPTIONS`) is answered beside `corsHeaders`; browsers may keep it for 15 minutes. */
export const PREFLIGHT_HEADERS: Headers = {
  'access-control-allow-methods': 'GET, POST, OPTIONS',
  'access-control-allow-headers': ALLOWED_HEADERS,
  'access-control-max-age': '900',
};

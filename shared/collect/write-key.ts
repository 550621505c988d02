const BASIC = /^Basic +([A-Za-z0-9+/_-]+={0,2}) *$/i;

/** Longer than any key; what is longer is not looked up. */
const MAX_LENGTH = 256;

type Fields = Readonly<Record<string, string | undefined>>;

/**
 * The write key a request carries outside its body, where clients put it in this order: user name of Basic
 * authentication (the password stays empty), then `?writeKey=` (beacons cannot set headers).
 */
export function writeKeyOf(request: { headers: Fields; query: Fields }): string | undefined {
  return basicUser(request.headers.authorization) ?? usable(request.query.writeKey);
}

/**
 * The write key of a request that carries none there: the body's own `writeKey`, else the header
 * `X-Write-Key` (`key` or `key:secret`, as Jitsu's client sends it).
 */
export function fallbackWriteKeyOf(request: {
  bodyWriteKey: string | undefined;
  headers: Fields;
}): string | undefined {
  return usable(request.bodyWriteKey) ?? usable(beforeColon(request.headers['x-write-key'] ?? ''));
}

function basicUser(authorization: string | undefined): string | undefined {
  const encoded = BASIC.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return undefined;
  return usable(beforeColon(Buffer.from(encoded, 'base64').toString('utf8')));
}

function beforeColon(text: string): string {
  const colon = text.indexOf(':');
  return colon === -1 ? text : text.slice(0, colon);
}

function usable(key: string | undefined): string | undefined {
  const trimmed = key?.trim();
  return trimmed && trimmed.length <= MAX_LENGTH ? trimmed : undefined;
}

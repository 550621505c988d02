import type { WireReply } from '../gateway/wire.ts';

/** API Gateway frames the answer itself, whatever a function says. */
const SET_BY_GATEWAY = new Set(['connection', 'content-length', 'transfer-encoding']);

interface Structured {
  readonly statusCode: number;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly cookies?: readonly string[];
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
}

/**
 * The HTTP answer a function's value stands for, payload format 2.0: an object with a `statusCode` is taken
 * apart, anything else is the JSON body of a 200. Undefined when API Gateway could not make an answer of it.
 */
export function proxyReply(payload: string): WireReply | undefined {
  const value: unknown = JSON.parse(payload);
  if (!hasStatusCode(value)) {
    return { status: 200, headers: { 'content-type': 'application/json' }, body: payload };
  }
  if (!isStructured(value)) return undefined;
  const headers: Record<string, string | readonly string[]> = {
    'content-type': 'text/plain;charset=utf-8',
  };
  for (const [name, header] of Object.entries(value.headers ?? {})) {
    if (!SET_BY_GATEWAY.has(name.toLowerCase())) headers[name.toLowerCase()] = String(header);
  }
  if (value.cookies) headers['set-cookie'] = value.cookies;
  return { status: value.statusCode, headers, body: bodyOf(value) };
}

function bodyOf({ body = '', isBase64Encoded }: Structured): Buffer {
  return Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
}

function hasStatusCode(value: unknown): value is { statusCode: unknown } {
  return typeof value === 'object' && value !== null && 'statusCode' in value;
}

function isStructured(value: { statusCode: unknown }): value is Structured {
  const { statusCode, body } = value as { statusCode: unknown; body?: unknown };
  const isStatus = Number.isInteger(statusCode) && Number(statusCode) >= 100;
  return isStatus && (body === undefined || body === null || typeof body === 'string');
}

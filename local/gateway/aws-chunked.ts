import { AwsError } from '../service.ts';
import type { WireRequest } from './wire.ts';

const CRLF = '\r\n';

/**
 * Undoes the `aws-chunked` transfer coding in which the SDK sends S3 uploads: the body becomes the object's
 * bytes and the trailer (`x-amz-checksum-crc32`) joins the headers. Other requests pass unchanged.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
 */
export function decodeAwsChunked(request: WireRequest): WireRequest {
  const { 'content-encoding': encoding = '', 'x-amz-content-sha256': hash = '' } = request.headers;
  if (!encoding.includes('aws-chunked') && !hash.startsWith('STREAMING-')) return request;
  const { body, trailer } = split(request.body);
  const rest = encoding.split(',').filter((coding) => coding.trim() !== 'aws-chunked');
  const headers: Record<string, string> = { ...request.headers, ...trailer };
  delete headers['content-encoding'];
  if (rest.length > 0 && rest[0] !== '') headers['content-encoding'] = rest.join(',');
  headers['content-length'] = String(body.length);
  return { ...request, headers, body };
}

function split(encoded: Buffer): { body: Buffer; trailer: Record<string, string> } {
  const chunks: Buffer[] = [];
  let at = 0;
  for (;;) {
    const end = encoded.indexOf(CRLF, at);
    const size = Number.parseInt(encoded.toString('latin1', at, end < 0 ? at : end), 16);
    if (Number.isNaN(size)) throw new AwsError('IncompleteBody', 'aws-chunked body ends early');
    at = end + CRLF.length;
    if (size === 0) return { body: Buffer.concat(chunks), trailer: trailerOf(encoded, at) };
    chunks.push(encoded.subarray(at, at + size));
    at += size + CRLF.length;
  }
}

function trailerOf(encoded: Buffer, at: number): Record<string, string> {
  const lines = encoded.toString('latin1', at).split(CRLF).filter(Boolean);
  return Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
}

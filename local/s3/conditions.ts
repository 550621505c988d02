import { AwsError, notImplemented } from '../service.ts';
import type { ObjectFacts } from './object-store.ts';

type Headers = Readonly<Record<string, string>>;

/**
 * Conditional writes: `If-None-Match: *` (only when the key is free) and `If-Match` (only over this very object).
 * Throws `PreconditionFailed` (412), or `NoSuchKey` for `If-Match` without an object.
 */
export function demandWritable(headers: Headers, current: ObjectFacts | undefined): void {
  const noneMatch = headers['if-none-match'];
  if (noneMatch !== undefined && noneMatch !== '*') {
    throw notImplemented('S3 PutObject If-None-Match with an ETag', 'local/s3/conditions.ts');
  }
  if (noneMatch === '*' && current) throw failed('If-None-Match');
  const match = headers['if-match'];
  if (match === undefined) return;
  if (!current) throw noSuchKey();
  if (!sameEtag(match, current.etag)) throw failed('If-Match');
}

/** Conditional reads: throws `PreconditionFailed` (412) or `NotModified` (304). */
export function demandReadable(headers: Headers, { etag, lastModified }: ObjectFacts): void {
  const match = headers['if-match'];
  if (match !== undefined && !sameEtag(match, etag)) throw failed('If-Match');
  const unmodifiedSince = headers['if-unmodified-since'];
  if (match === undefined && unmodifiedSince && isAfter(lastModified, unmodifiedSince)) {
    throw failed('If-Unmodified-Since');
  }
  const noneMatch = headers['if-none-match'];
  if (noneMatch !== undefined) {
    if (sameEtag(noneMatch, etag)) throw notModified();
    return;
  }
  const modifiedSince = headers['if-modified-since'];
  if (modifiedSince && !isAfter(lastModified, modifiedSince)) throw notModified();
}

/** The error for a key without an object. */
export function noSuchKey(key?: string): AwsError {
  return new AwsError('NoSuchKey', 'The specified key does not exist.', {
    status: 404,
    fields: key === undefined ? {} : { Key: key },
  });
}

function failed(condition: string): AwsError {
  return new AwsError(
    'PreconditionFailed',
    'At least one of the pre-conditions you specified did not hold',
    { status: 412, fields: { Condition: condition } },
  );
}

function notModified(): AwsError {
  return new AwsError('NotModified', 'Not Modified', { status: 304 });
}

function sameEtag(header: string, etag: string): boolean {
  return header
    .split(',')
    .some((part) => part.trim() === '*' || part.trim().replaceAll('"', '') === etag.slice(1, -1));
}

/** HTTP dates have whole seconds. */
function isAfter(instant: number, httpDate: string): boolean {
  return Math.floor(instant / 1000) * 1000 > Date.parse(httpDate);
}

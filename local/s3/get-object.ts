import { type AwsCall, AwsError, type AwsReply, notImplemented } from '../service.ts';
import { demandReadable, noSuchKey } from './conditions.ts';
import type { ObjectFacts, ObjectStore } from './object-store.ts';
import { targetOf } from './target.ts';

const USAGE = { s3ReadRequests: 1 };

/** `GetObject`, whole or a byte range, under its conditions. */
export function getObject(store: ObjectStore, call: AwsCall): AwsReply {
  const { bucket, key } = targetOf(call.http);
  const facts = wantedFacts(store, call);
  const body = store.read(bucket, key);
  const range = parseRange(call.http.headers.range, facts.size);
  if (!range) {
    const headers = { ...headersOf(facts), ...checksumsFor(call, facts) };
    return { status: 200, headers, body, usage: USAGE };
  }
  return {
    status: 206,
    headers: {
      ...headersOf(facts),
      'content-length': String(range.end - range.start + 1),
      'content-range': `bytes ${range.start}-${range.end}/${facts.size}`,
    },
    body: body.subarray(range.start, range.end + 1),
    usage: USAGE,
  };
}

/** `HeadObject`: the headers of `GetObject` without the bytes. */
export function headObject(store: ObjectStore, call: AwsCall): AwsReply {
  const facts = wantedFacts(store, call);
  const headers = { ...headersOf(facts), ...checksumsFor(call, facts) };
  return { status: 200, headers, usage: USAGE };
}

function wantedFacts(store: ObjectStore, { http }: AwsCall): ObjectFacts {
  for (const name of ['versionId', 'partNumber']) {
    if (http.query.has(name)) throw notImplemented(`S3 ${name}`, 'local/s3/get-object.ts');
  }
  const { bucket, key } = targetOf(http);
  const facts = store.facts(bucket, key);
  if (!facts) throw noSuchKey(key);
  demandReadable(http.headers, facts);
  return facts;
}

function headersOf(facts: ObjectFacts): Record<string, string> {
  return {
    'content-type': 'binary/octet-stream',
    ...facts.headers,
    'accept-ranges': 'bytes',
    'content-length': String(facts.size),
    etag: facts.etag,
    'last-modified': new Date(facts.lastModified).toUTCString(),
  };
}

/** A checksum is of the whole object, so it is given only with all of it, and only when asked for. */
function checksumsFor(
  { http }: AwsCall,
  { checksums }: ObjectFacts,
): Readonly<Record<string, string>> {
  if (http.headers['x-amz-checksum-mode']?.toUpperCase() !== 'ENABLED') return {};
  return http.headers.range === undefined ? checksums : {};
}

/** One `bytes=` range; undefined means the whole object, as for a header nobody can read (RFC 9110 14.2). */
function parseRange(header: string | undefined, size: number) {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  const [, first = '', last = ''] = match ?? [];
  if (first === '' && last === '') return undefined;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (start <= end && start < size) return { start, end };
  throw new AwsError('InvalidRange', 'The requested range is not satisfiable', {
    status: 416,
    fields: { RangeRequested: header, ActualObjectSize: size },
  });
}

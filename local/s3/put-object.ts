import { type AwsCall, type AwsReply, notImplemented } from '../service.ts';
import { verifiedChecksums } from './checksum.ts';
import { demandWritable } from './conditions.ts';
import type { ObjectStore } from './object-store.ts';
import { targetOf } from './target.ts';

/** Headers given back with the object. */
const KEPT = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'expires',
];

/** `x-amz-…` headers that change nothing here: signing, the SDK's own, encryption at rest. */
const UNDERSTOOD =
  /^x-amz-(checksum-|meta-|server-side-encryption|sdk-|content-sha256|date|decoded-content-length|security-token|trailer|user-agent)/;

/** `PutObject`: stores the body whole, checked against every checksum it brings and under its conditions. */
export function putObject(store: ObjectStore, { http }: AwsCall): AwsReply {
  refuseUnknownHeaders(http.headers);
  const { bucket, key } = targetOf(http);
  demandWritable(http.headers, store.facts(bucket, key));
  const checksums = verifiedChecksums(http.headers, http.body);
  const headers = keptHeaders(http.headers);
  const { etag } = store.put({ bucket, key, body: http.body, headers, checksums });
  return { status: 200, headers: { etag, ...checksums }, usage: { s3WriteRequests: 1 } };
}

function keptHeaders(headers: AwsCall['http']['headers']): Record<string, string> {
  const kept = Object.entries(headers).filter(
    ([name]) => KEPT.includes(name) || name.startsWith('x-amz-meta-'),
  );
  return Object.fromEntries(kept);
}

function refuseUnknownHeaders(headers: AwsCall['http']['headers']): void {
  const unknown = Object.keys(headers).find(
    (name) => name.startsWith('x-amz-') && !UNDERSTOOD.test(name),
  );
  if (unknown) throw notImplemented(`S3 PutObject with ${unknown}`, 'local/s3/put-object.ts');
}

import { type AwsCall, AwsError, type AwsReply, notImplemented } from '../service.ts';
import { verifiedChecksums } from './checksum.ts';
import type { ObjectStore } from './object-store.ts';
import { targetOf } from './target.ts';
import { elementTexts, xmlDocument } from './xml.ts';

const FILE = 'local/s3/delete-objects.ts';
const MAX_KEYS = 1000;

/** `DeleteObject`; deleting what is not there succeeds. */
export function deleteObject(store: ObjectStore, { http }: AwsCall): AwsReply {
  const { bucket, key } = targetOf(http);
  if (http.query.has('versionId')) throw notImplemented('S3 DeleteObject versionId', FILE);
  store.delete(bucket, key);
  return { status: 204 };
}

/** `DeleteObjects`: up to 1,000 keys. */
export function deleteObjects(store: ObjectStore, { http }: AwsCall): AwsReply {
  const { bucket } = targetOf(http);
  verifiedChecksums(http.headers, http.body);
  const keys = keysToDelete(http);
  for (const key of keys) store.delete(bucket, key);
  const quiet = elementTexts(http.body.toString(), 'Quiet')[0] === 'true';
  const deleted = quiet ? [] : keys.map((key) => ['Deleted', [['Key', key]]] as const);
  const headers = { 'content-type': 'application/xml' };
  return { status: 200, headers, body: xmlDocument('DeleteResult', deleted) };
}

/** The keys a `DeleteObjects` names. */
export function keysToDelete({ body }: AwsCall['http']): string[] {
  const xml = body.toString();
  if (xml.includes('<VersionId>')) throw notImplemented('S3 DeleteObjects VersionId', FILE);
  const keys = elementTexts(xml, 'Key');
  if (keys.length > 0 && keys.length <= MAX_KEYS) return keys;
  throw new AwsError('MalformedXML', 'The XML you provided was not well-formed');
}

import { type AwsCall, AwsError, type AwsReply, notImplemented } from '../service.ts';
import type { ObjectStore } from './object-store.ts';
import { targetOf } from './target.ts';
import { type ListingEntry, walkKeys } from './walk-keys.ts';
import { type XmlElement, xmlDocument } from './xml.ts';

const FILE = 'local/s3/list-objects.ts';
const MAX_KEYS = 1000;
/** Sorts behind every key of a folder: where a listing goes on after the folder's common prefix. */
const END_OF_FOLDER = '\u{10ffff}';

/** `ListObjectsV2` with prefix, delimiter `/`, start-after and pages. */
export function listObjectsV2(store: ObjectStore, { http }: AwsCall): AwsReply {
  const { bucket } = targetOf(http);
  const request = parseRequest(http.query);
  const directory = store.bucketDirectory(bucket);
  const page: ListingEntry[] = [];
  let truncated = false;
  for (const entry of walkKeys(directory, request)) {
    truncated = page.length === request.maxKeys;
    if (truncated) break;
    page.push(entry);
  }
  const last = page.at(-1);
  const body = xmlDocument('ListBucketResult', [
    ['Name', bucket],
    ['Prefix', request.encode(request.prefix)],
    ['Delimiter', request.byFolder ? request.encode('/') : undefined],
    ['MaxKeys', request.maxKeys],
    ['EncodingType', http.query.get('encoding-type') ?? undefined],
    ['KeyCount', page.length],
    ['IsTruncated', truncated],
    ['ContinuationToken', http.query.get('continuation-token') ?? undefined],
    ['NextContinuationToken', truncated && last ? tokenAfter(last) : undefined],
    ['StartAfter', http.query.get('start-after') ?? undefined],
    ...page.map((entry) => describe(store, { bucket, entry, encode: request.encode })),
  ]);
  const headers = { 'content-type': 'application/xml' };
  return { status: 200, headers, body, usage: { s3WriteRequests: 1 } };
}

function parseRequest(query: URLSearchParams) {
  const delimiter = query.get('delimiter') ?? '';
  if (delimiter !== '' && delimiter !== '/') {
    throw notImplemented(`S3 listing with delimiter '${delimiter}'`, FILE);
  }
  if (query.get('fetch-owner') === 'true') throw notImplemented('S3 listing of owners', FILE);
  const token = query.get('continuation-token');
  return {
    prefix: query.get('prefix') ?? '',
    after: token === null ? (query.get('start-after') ?? '') : fromToken(token),
    byFolder: delimiter === '/',
    maxKeys: Math.min(MAX_KEYS, Number(query.get('max-keys') ?? MAX_KEYS)),
    encode: query.get('encoding-type') === 'url' ? encodeKey : (text: string) => text,
  };
}

function describe(
  store: ObjectStore,
  { bucket, entry, encode }: { bucket: string; entry: ListingEntry; encode(text: string): string },
): XmlElement {
  if (entry.kind === 'prefix') return ['CommonPrefixes', [['Prefix', encode(entry.text)]]];
  const facts = store.facts(bucket, entry.text);
  return [
    'Contents',
    [
      ['Key', encode(entry.text)],
      ['LastModified', facts && new Date(facts.lastModified).toISOString()],
      ['ETag', facts?.etag],
      ['Size', facts?.size],
      ['StorageClass', 'STANDARD'],
    ],
  ];
}

function tokenAfter({ kind, text }: ListingEntry): string {
  return Buffer.from(kind === 'prefix' ? text + END_OF_FOLDER : text).toString('base64url');
}

function fromToken(token: string): string {
  if (!/^[\w-]+$/.test(token)) {
    throw new AwsError('InvalidArgument', 'The continuation token provided is incorrect');
  }
  return Buffer.from(token, 'base64url').toString();
}

function encodeKey(text: string): string {
  return encodeURIComponent(text).replaceAll('%2F', '/');
}

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  type GetObjectCommandInput,
  HeadObjectCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  PutObjectCommand,
  type PutObjectCommandInput,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createS3Service, type S3Service } from '../../local/s3/s3-service.ts';
import {
  ManualClock,
  openWorkplace,
  type SmallCloud,
  startSmallCloud,
  type Workplace,
} from './event-sources.cloud.ts';

const Bucket = 'lake-bucket';

let workplace: Workplace;
let clock: ManualClock;
let service: S3Service;
let cloud: SmallCloud;
let s3: S3Client;

beforeEach(async () => {
  workplace = openWorkplace();
  clock = new ManualClock();
  service = open();
  cloud = await startSmallCloud(workplace, [service]);
  s3 = new S3Client(cloud.client);
});

afterEach(async () => {
  s3.destroy();
  await cloud.close();
});

const folder = () => join(workplace.directory, 's3');

function open(): S3Service {
  const opened = createS3Service({ ...workplace, directory: folder(), clock });
  opened.provision({
    stack: 'data',
    logicalId: 'Lake',
    type: 'AWS::S3::Bucket',
    physicalName: Bucket,
    properties: {},
  });
  return opened;
}

const put = (Key: string, Body: PutObjectCommandInput['Body'], more = {}) =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
const get = (Key: string, more: Partial<GetObjectCommandInput> = {}) =>
  s3.send(new GetObjectCommand({ Bucket, Key, ...more }));
const text = async (Key: string, more = {}) => (await get(Key, more)).Body?.transformToString();
const list = (more: Partial<ListObjectsV2CommandInput> = {}) =>
  s3.send(new ListObjectsV2Command({ Bucket, ...more }));
const keys = async (more: Partial<ListObjectsV2CommandInput> = {}) =>
  ((await list(more)).Contents ?? []).map(({ Key }) => Key);

it('stores strings, buffers and streams byte for byte', async () => {
  const bytes = Buffer.from(Array.from({ length: 70_001 }, (_, index) => index % 256));
  await put('string', 'grüße');
  await put('buffer', bytes);
  await put('stream', Readable.from([bytes.subarray(0, 999), bytes.subarray(999)]), {
    ContentLength: bytes.length,
  });
  expect(await text('string')).toBe('grüße');
  const read = async (key: string) =>
    Buffer.from((await (await get(key)).Body?.transformToByteArray()) ?? []);
  expect((await read('buffer')).equals(bytes)).toBe(true);
  expect((await read('stream')).equals(bytes)).toBe(true);
});

it('keeps type, encoding and metadata, and lays the object out as a plain file', async () => {
  const Body = gzipSync('{"a":1}\n');
  const { ETag } = await put('raw/dt=2026-01-15/hr=12/1-2.ndjson.gz', Body, {
    ContentType: 'application/x-ndjson',
    ContentEncoding: 'gzip',
    Metadata: { v: '1' },
  });
  const head = await s3.send(
    new HeadObjectCommand({ Bucket, Key: 'raw/dt=2026-01-15/hr=12/1-2.ndjson.gz' }),
  );
  expect(head).toMatchObject({
    ContentType: 'application/x-ndjson',
    ContentEncoding: 'gzip',
    Metadata: { v: '1' },
    ContentLength: Body.length,
    ETag,
    LastModified: new Date(clock.now()),
  });
  const file = join(folder(), Bucket, 'raw', 'dt=2026-01-15', 'hr=12', '1-2.ndjson.gz');
  expect(readFileSync(file).equals(Body)).toBe(true);
});

it('refuses a second object under IfNoneMatch * and leaves the first untouched', async () => {
  await put('once', 'first', { IfNoneMatch: '*' });
  await expect(put('once', 'second', { IfNoneMatch: '*' })).rejects.toMatchObject({
    name: 'PreconditionFailed',
    $metadata: { httpStatusCode: 412 },
  });
  expect(await text('once')).toBe('first');
});

it('lets one of many simultaneous IfNoneMatch * writers win', async () => {
  const attempts = Array.from({ length: 8 }, (_, index) =>
    put('race', String(index), { IfNoneMatch: '*' }),
  );
  const results = await Promise.allSettled(attempts);
  const winners = results.flatMap(({ status }, index) => (status === 'fulfilled' ? [index] : []));
  expect(winners).toHaveLength(1);
  expect(await text('race')).toBe(String(winners[0]));
});

it('replaces an object under IfMatch only when it is still the one meant', async () => {
  const { ETag } = await put('doc', 'one');
  await put('doc', 'two', { IfMatch: ETag });
  await expect(put('doc', 'three', { IfMatch: ETag })).rejects.toMatchObject({
    name: 'PreconditionFailed',
  });
  await expect(put('none', 'x', { IfMatch: ETag })).rejects.toMatchObject({ name: 'NoSuchKey' });
  expect(await text('doc')).toBe('two');
});

it('reads ranges and refuses one beyond the end', async () => {
  await put('digits', '0123456789');
  expect(await text('digits', { Range: 'bytes=2-4' })).toBe('234');
  expect(await text('digits', { Range: 'bytes=7-' })).toBe('789');
  expect(await text('digits', { Range: 'bytes=-2' })).toBe('89');
  expect((await get('digits', { Range: 'bytes=0-99' })).ContentRange).toBe('bytes 0-9/10');
  await expect(get('digits', { Range: 'bytes=10-' })).rejects.toMatchObject({
    name: 'InvalidRange',
  });
});

it('answers conditional reads with 304 and 412', async () => {
  const { ETag } = await put('doc', 'one');
  await expect(get('doc', { IfNoneMatch: ETag })).rejects.toMatchObject({
    $metadata: { httpStatusCode: 304 },
  });
  await expect(get('doc', { IfMatch: '"other"' })).rejects.toMatchObject({
    name: 'PreconditionFailed',
  });
  await expect(get('doc', { IfModifiedSince: new Date(clock.now()) })).rejects.toMatchObject({
    $metadata: { httpStatusCode: 304 },
  });
});

it('fails for a key and a bucket that do not exist as S3 does', async () => {
  await expect(get('none')).rejects.toMatchObject({ name: 'NoSuchKey' });
  await expect(s3.send(new HeadObjectCommand({ Bucket, Key: 'none' }))).rejects.toMatchObject({
    name: 'NotFound',
  });
  await expect(s3.send(new ListObjectsV2Command({ Bucket: 'no-bucket' }))).rejects.toMatchObject({
    name: 'NoSuchBucket',
  });
});

it('refuses a body that does not match its checksum', async () => {
  await expect(put('x', 'hello', { ChecksumCRC32: 'AAAAAA==' })).rejects.toMatchObject({
    name: 'BadDigest',
  });
  await expect(get('x')).rejects.toMatchObject({ name: 'NoSuchKey' });
});

it('lists in the order of UTF-8 bytes, in pages, with the same keys whatever the page size', async () => {
  const names = [
    'a',
    'a-b',
    'a/b',
    'a/b/c',
    'a0',
    'b/ü',
    'b/z',
    'c//d',
    'c/',
    '😀',
    'ﬀ',
    'a b&<c>',
  ];
  for (const name of names) await put(name, name);
  const ordered = [...names].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  expect(await keys()).toEqual(ordered);
  for (const MaxKeys of [1, 2, 5]) {
    const seen: (string | undefined)[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await list({ MaxKeys, ContinuationToken });
      seen.push(...(page.Contents ?? []).map(({ Key }) => Key));
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken);
    expect(seen).toEqual(ordered);
  }
});

it('lists by prefix, after a key and rolled up by folder', async () => {
  for (const hour of ['09', '10', '11']) {
    await put(`raw/dt=1/hr=${hour}/x.gz`, hour);
    await put(`raw/dt=1/hr=${hour}/y.gz`, hour);
  }
  await put('raw/readme', 'r');
  expect(await keys({ Prefix: 'raw/dt=1/hr=1', StartAfter: 'raw/dt=1/hr=10/x.gz' })).toEqual([
    'raw/dt=1/hr=10/y.gz',
    'raw/dt=1/hr=11/x.gz',
    'raw/dt=1/hr=11/y.gz',
  ]);
  const byFolder = await list({ Prefix: 'raw/', Delimiter: '/' });
  expect(byFolder.CommonPrefixes).toEqual([{ Prefix: 'raw/dt=1/' }]);
  expect(byFolder.Contents?.map(({ Key }) => Key)).toEqual(['raw/readme']);
  const prefixes: (string | undefined)[] = [];
  let ContinuationToken: string | undefined;
  do {
    const page = await list({ Prefix: 'raw/dt=1/', Delimiter: '/', MaxKeys: 1, ContinuationToken });
    prefixes.push(...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix));
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken);
  expect(prefixes).toEqual(['raw/dt=1/hr=09/', 'raw/dt=1/hr=10/', 'raw/dt=1/hr=11/']);
});

it('keeps key z and key z/y side by side, whichever came first', async () => {
  await put('z', 'file first');
  await put('z/y', 'folder after');
  await put('w/y', 'folder first');
  await put('w', 'file after');
  await put('z', 'file again');
  expect(await text('z')).toBe('file again');
  expect(await text('z/y')).toBe('folder after');
  expect(await text('w')).toBe('file after');
  expect(await keys()).toEqual(['w', 'w/y', 'z', 'z/y']);
});

it('stays inside the bucket for keys made of dots, slashes and odd characters', async () => {
  const odd = ['../outside', 'a/../b', './c', '//d', 'e%41', 'f:g|h?', 'i. ', 'j\\k'];
  for (const key of odd) service.store.put({ bucket: Bucket, key, body: Buffer.from(key) });
  for (const key of odd) expect(service.store.read(Bucket, key).toString()).toBe(key);
  expect(new Set(await keys())).toEqual(new Set(odd));
  expect(readdirSync(folder()).sort()).toEqual(['.unfinished', Bucket]);
});

it('serves files that another tool has put into the tree', async () => {
  mkdirSync(join(folder(), Bucket, 'events'));
  writeFileSync(join(folder(), Bucket, 'events', 'part.parquet'), 'PAR1');
  expect(await text('events/part.parquet')).toBe('PAR1');
  expect(await keys()).toEqual(['events/part.parquet']);
});

it('deletes one or many objects, and folders with their last object', async () => {
  for (const key of ['a/b/c', 'a/d', 'e']) await put(key, key);
  await s3.send(new DeleteObjectCommand({ Bucket, Key: 'e' }));
  await s3.send(new DeleteObjectCommand({ Bucket, Key: 'never there' }));
  const { Deleted } = await s3.send(
    new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'a/b/c' }, { Key: 'a/d' }] } }),
  );
  expect(Deleted?.map(({ Key }) => Key)).toEqual(['a/b/c', 'a/d']);
  expect(await keys()).toEqual([]);
  expect(readdirSync(join(folder(), Bucket))).toEqual([]);
});

it('keeps everything when the service is opened again', async () => {
  await put('doc', 'one', { ContentType: 'text/plain' });
  const facts = open().store.facts(Bucket, 'doc');
  expect(facts).toMatchObject({ size: 3, headers: { 'content-type': 'text/plain' } });
});

it('refuses options it would have to leave out', async () => {
  await expect(put('x', 'y', { Tagging: 'a=b' })).rejects.toMatchObject({ name: 'NotImplemented' });
  await expect(list({ Delimiter: '-' })).rejects.toMatchObject({ name: 'NotImplemented' });
});

it('asks for s3:ListBucket too when a key that is read does not exist', async () => {
  await put('there', 'x');
  const ask = (key: string) =>
    service.authorize({
      service: 's3',
      operation: 'GetObject',
      input: {},
      http: {
        method: 'GET',
        path: `/${Bucket}/${key}`,
        query: new URLSearchParams(),
        headers: {},
        body: Buffer.alloc(0),
      },
    });
  expect(ask('there')).toEqual([
    { action: 's3:GetObject', resource: 'arn:aws:s3:::lake-bucket/there' },
  ]);
  expect(ask('not')).toEqual([
    { action: 's3:GetObject', resource: 'arn:aws:s3:::lake-bucket/not' },
    { action: 's3:ListBucket', resource: 'arn:aws:s3:::lake-bucket' },
  ]);
});

it('counts a refused write and a read of nothing like any other', async () => {
  await put('a', 'x', { IfNoneMatch: '*' });
  await expect(put('a', 'y', { IfNoneMatch: '*' })).rejects.toThrow();
  await expect(get('none')).rejects.toThrow();
  expect(cloud.takeUsage()).toEqual({ s3WriteRequests: 2, s3ReadRequests: 1 });
});

it('counts writes and lists apart from reads', async () => {
  await put('a', 'x');
  await get('a');
  await list();
  await s3.send(new DeleteObjectCommand({ Bucket, Key: 'a' }));
  expect(cloud.takeUsage()).toEqual({ s3WriteRequests: 2, s3ReadRequests: 1 });
});

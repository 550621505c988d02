import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { DeleteObjectCommand, HeadObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Bucket, openS3, type S3Workbench } from './s3.workbench.ts';

let bench: S3Workbench;

beforeEach(async () => {
  bench = await openS3();
});

afterEach(() => bench.close());

it('stores strings, buffers and streams byte for byte', async () => {
  const bytes = Buffer.from(Array.from({ length: 70_001 }, (_, index) => index % 256));
  await bench.put('string', 'grüße');
  await bench.put('buffer', bytes);
  await bench.put('stream', Readable.from([bytes.subarray(0, 999), bytes.subarray(999)]), {
    ContentLength: bytes.length,
  });
  expect(await bench.text('string')).toBe('grüße');
  const read = async (key: string) =>
    Buffer.from((await (await bench.get(key)).Body?.transformToByteArray()) ?? []);
  expect((await read('buffer')).equals(bytes)).toBe(true);
  expect((await read('stream')).equals(bytes)).toBe(true);
});

it('keeps type, encoding and metadata, and lays the object out as a plain file', async () => {
  const Body = gzipSync('{"a":1}\n');
  const { ETag } = await bench.put('raw/dt=2026-01-15/hr=12/1-2.ndjson.gz', Body, {
    ContentType: 'application/x-ndjson',
    ContentEncoding: 'gzip',
    Metadata: { v: '1' },
  });
  const head = await bench.s3.send(
    new HeadObjectCommand({ Bucket, Key: 'raw/dt=2026-01-15/hr=12/1-2.ndjson.gz' }),
  );
  expect(head).toMatchObject({
    ContentType: 'application/x-ndjson',
    ContentEncoding: 'gzip',
    Metadata: { v: '1' },
    ContentLength: Body.length,
    ETag,
    LastModified: new Date(bench.clock.now()),
  });
  const file = join(bench.folder, Bucket, 'raw', 'dt=2026-01-15', 'hr=12', '1-2.ndjson.gz');
  expect(readFileSync(file).equals(Body)).toBe(true);
});

it('refuses a second object under IfNoneMatch * and leaves the first untouched', async () => {
  await bench.put('once', 'first', { IfNoneMatch: '*' });
  await expect(bench.put('once', 'second', { IfNoneMatch: '*' })).rejects.toMatchObject({
    name: 'PreconditionFailed',
    $metadata: { httpStatusCode: 412 },
  });
  expect(await bench.text('once')).toBe('first');
});

it('lets one of many simultaneous IfNoneMatch * writers win', async () => {
  const attempts = Array.from({ length: 8 }, (_, index) =>
    bench.put('race', String(index), { IfNoneMatch: '*' }),
  );
  const results = await Promise.allSettled(attempts);
  const winners = results.flatMap(({ status }, index) => (status === 'fulfilled' ? [index] : []));
  expect(winners).toHaveLength(1);
  expect(await bench.text('race')).toBe(String(winners[0]));
});

it('replaces an object under IfMatch only when it is still the one meant', async () => {
  const { ETag } = await bench.put('doc', 'one');
  await bench.put('doc', 'two', { IfMatch: ETag });
  await expect(bench.put('doc', 'three', { IfMatch: ETag })).rejects.toMatchObject({
    name: 'PreconditionFailed',
  });
  await expect(bench.put('none', 'x', { IfMatch: ETag })).rejects.toMatchObject({
    name: 'NoSuchKey',
  });
  expect(await bench.text('doc')).toBe('two');
});

it('reads ranges and refuses one beyond the end', async () => {
  await bench.put('digits', '0123456789');
  expect(await bench.text('digits', { Range: 'bytes=2-4' })).toBe('234');
  expect(await bench.text('digits', { Range: 'bytes=7-' })).toBe('789');
  expect(await bench.text('digits', { Range: 'bytes=-2' })).toBe('89');
  expect((await bench.get('digits', { Range: 'bytes=0-99' })).ContentRange).toBe('bytes 0-9/10');
  await expect(bench.get('digits', { Range: 'bytes=10-' })).rejects.toMatchObject({
    name: 'InvalidRange',
  });
});

it('answers conditional reads with 304 and 412', async () => {
  const { ETag } = await bench.put('doc', 'one');
  await expect(bench.get('doc', { IfNoneMatch: ETag })).rejects.toMatchObject({
    $metadata: { httpStatusCode: 304 },
  });
  await expect(bench.get('doc', { IfMatch: '"other"' })).rejects.toMatchObject({
    name: 'PreconditionFailed',
  });
  await expect(
    bench.get('doc', { IfModifiedSince: new Date(bench.clock.now()) }),
  ).rejects.toMatchObject({
    $metadata: { httpStatusCode: 304 },
  });
});

it('fails for a key and a bucket that do not exist as S3 does', async () => {
  await expect(bench.get('none')).rejects.toMatchObject({ name: 'NoSuchKey' });
  await expect(bench.s3.send(new HeadObjectCommand({ Bucket, Key: 'none' }))).rejects.toMatchObject(
    {
      name: 'NotFound',
    },
  );
  await expect(
    bench.s3.send(new ListObjectsV2Command({ Bucket: 'no-bucket' })),
  ).rejects.toMatchObject({
    name: 'NoSuchBucket',
  });
});

it('refuses a body that does not match its checksum', async () => {
  await expect(bench.put('x', 'hello', { ChecksumCRC32: 'AAAAAA==' })).rejects.toMatchObject({
    name: 'BadDigest',
  });
  await expect(bench.get('x')).rejects.toMatchObject({ name: 'NoSuchKey' });
});

it('keeps everything when the service is opened again', async () => {
  await bench.put('doc', 'one', { ContentType: 'text/plain' });
  const facts = bench.reopen().store.facts(Bucket, 'doc');
  expect(facts).toMatchObject({ size: 3, headers: { 'content-type': 'text/plain' } });
});

it('refuses options it would have to leave out', async () => {
  await expect(bench.put('x', 'y', { Tagging: 'a=b' })).rejects.toMatchObject({
    name: 'NotImplemented',
  });
  await expect(bench.list({ Delimiter: '-' })).rejects.toMatchObject({ name: 'NotImplemented' });
});

it('asks for s3:ListBucket too when a key that is read does not exist', async () => {
  await bench.put('there', 'x');
  const ask = (key: string) =>
    bench.service.authorize({
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
  await bench.put('a', 'x', { IfNoneMatch: '*' });
  await expect(bench.put('a', 'y', { IfNoneMatch: '*' })).rejects.toThrow();
  await expect(bench.get('none')).rejects.toThrow();
  expect(bench.cloud.takeUsage()).toEqual({ s3WriteRequests: 2, s3ReadRequests: 1 });
});

it('counts writes and lists apart from reads', async () => {
  await bench.put('a', 'x');
  await bench.get('a');
  await bench.list();
  await bench.s3.send(new DeleteObjectCommand({ Bucket, Key: 'a' }));
  expect(bench.cloud.takeUsage()).toEqual({ s3WriteRequests: 2, s3ReadRequests: 1 });
});

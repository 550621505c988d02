import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DeleteObjectCommand, DeleteObjectsCommand } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Bucket, openS3, type S3Workbench } from './s3.workbench.ts';

let bench: S3Workbench;

beforeEach(async () => {
  bench = await openS3();
});

afterEach(() => bench.close());

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
  for (const name of names) await bench.put(name, name);
  const ordered = [...names].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  expect(await bench.keys()).toEqual(ordered);
  for (const MaxKeys of [1, 2, 5]) {
    const seen: (string | undefined)[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await bench.list({ MaxKeys, ContinuationToken });
      seen.push(...(page.Contents ?? []).map(({ Key }) => Key));
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken);
    expect(seen).toEqual(ordered);
  }
});

it('lists by prefix, after a key and rolled up by folder', async () => {
  for (const hour of ['09', '10', '11']) {
    await bench.put(`raw/dt=1/hr=${hour}/x.gz`, hour);
    await bench.put(`raw/dt=1/hr=${hour}/y.gz`, hour);
  }
  await bench.put('raw/readme', 'r');
  expect(await bench.keys({ Prefix: 'raw/dt=1/hr=1', StartAfter: 'raw/dt=1/hr=10/x.gz' })).toEqual([
    'raw/dt=1/hr=10/y.gz',
    'raw/dt=1/hr=11/x.gz',
    'raw/dt=1/hr=11/y.gz',
  ]);
  const byFolder = await bench.list({ Prefix: 'raw/', Delimiter: '/' });
  expect(byFolder.CommonPrefixes).toEqual([{ Prefix: 'raw/dt=1/' }]);
  expect(byFolder.Contents?.map(({ Key }) => Key)).toEqual(['raw/readme']);
  const prefixes: (string | undefined)[] = [];
  let ContinuationToken: string | undefined;
  do {
    const page = await bench.list({
      Prefix: 'raw/dt=1/',
      Delimiter: '/',
      MaxKeys: 1,
      ContinuationToken,
    });
    prefixes.push(...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix));
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken);
  expect(prefixes).toEqual(['raw/dt=1/hr=09/', 'raw/dt=1/hr=10/', 'raw/dt=1/hr=11/']);
});

it('keeps key z and key z/y side by side, whichever came first', async () => {
  await bench.put('z', 'file first');
  await bench.put('z/y', 'folder after');
  await bench.put('w/y', 'folder first');
  await bench.put('w', 'file after');
  await bench.put('z', 'file again');
  expect(await bench.text('z')).toBe('file again');
  expect(await bench.text('z/y')).toBe('folder after');
  expect(await bench.text('w')).toBe('file after');
  expect(await bench.keys()).toEqual(['w', 'w/y', 'z', 'z/y']);
});

it('stays inside the bucket for keys made of dots, slashes and odd characters', async () => {
  const odd = ['../outside', 'a/../b', './c', '//d', 'e%41', 'f:g|h?', 'i. ', 'j\\k'];
  for (const key of odd) bench.service.store.put({ bucket: Bucket, key, body: Buffer.from(key) });
  for (const key of odd) expect(bench.service.store.read(Bucket, key).toString()).toBe(key);
  expect(new Set(await bench.keys())).toEqual(new Set(odd));
  expect(readdirSync(bench.folder).sort()).toEqual(['.unfinished', Bucket]);
});

it('serves files that another tool has put into the tree', async () => {
  mkdirSync(join(bench.folder, Bucket, 'events'));
  writeFileSync(join(bench.folder, Bucket, 'events', 'part.parquet'), 'PAR1');
  expect(await bench.text('events/part.parquet')).toBe('PAR1');
  expect(await bench.keys()).toEqual(['events/part.parquet']);
});

it('deletes one or many objects, and folders with their last object', async () => {
  for (const key of ['a/b/c', 'a/d', 'e']) await bench.put(key, key);
  await bench.s3.send(new DeleteObjectCommand({ Bucket, Key: 'e' }));
  await bench.s3.send(new DeleteObjectCommand({ Bucket, Key: 'never there' }));
  const { Deleted } = await bench.s3.send(
    new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'a/b/c' }, { Key: 'a/d' }] } }),
  );
  expect(Deleted?.map(({ Key }) => Key)).toEqual(['a/b/c', 'a/d']);
  expect(await bench.keys()).toEqual([]);
  expect(readdirSync(join(bench.folder, Bucket))).toEqual([]);
});

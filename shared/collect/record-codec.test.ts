import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anEnvelope } from '../../test/builders/envelope.ts';
import { explicitHashKey, KEY_BUCKETS, keyBucket } from './key-bucket.ts';
import { packRecords } from './pack-records.ts';
import {
  decodeRecord,
  encodeRecord,
  formatEnvelope,
  isGzip,
  parseEnvelope,
} from './record-codec.ts';

const envelopes = fc
  .array(
    fc.record({
      message: fc.string({ unit: 'binary', maxLength: 200 }),
      partition: fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }),
      source: fc.constantFrom('web', 'shop'),
      ip: fc.option(fc.constantFrom('203.0.113.7', '"\\'), { nil: undefined, freq: 2 }),
      gpc: fc.constantFrom(true as const, undefined),
      defaults: fc.constantFrom(undefined, { context: '{"a":"b"}' }),
      quarantine: fc.constantFrom(undefined, undefined, { reason: 'too_deep' }),
    }),
    { minLength: 1, maxLength: 80 },
  )
  .map((all) => all.map((fields, index) => anEnvelope({ ...fields, messageId: `m-${index}` })));

const unpack = (data: Uint8Array) => {
  const record = decodeRecord(data);
  if (record.kind !== 'lines') throw new Error(`record is ${record.reason}`);
  return record.lines.map((line) => {
    const parsed = parseEnvelope(line);
    if (parsed.kind !== 'envelope') throw new Error(`envelope is ${parsed.reason}`);
    return parsed.envelope;
  });
};

describe('record codec', () => {
  it('reads back every envelope with its exact message, plain or gzip', () => {
    fc.assert(
      fc.property(envelopes, (all) => {
        expect(unpack(encodeRecord(all.map(formatEnvelope)))).toEqual(all);
      }),
    );
  });

  it('compresses only records above 4 KB', () => {
    const line = formatEnvelope(anEnvelope());
    expect(isGzip(encodeRecord([line]))).toBe(false);
    expect(isGzip(encodeRecord(new Array(20).fill(line)))).toBe(true);
  });

  it.each([
    ['record_empty', new Uint8Array()],
    ['record_not_gzip', Buffer.from([0x1f, 0x8b, 1, 2, 3])],
    ['record_not_gzip', gzipSync(Buffer.alloc(64_000_000))],
    ['record_not_gzip', gzipSync('x'.repeat(10_000)).subarray(0, 20)],
    ['record_not_utf8', Buffer.from([0x7b, 0xff])],
  ])('says %s instead of throwing', (reason, bytes) => {
    expect(decodeRecord(bytes)).toEqual({ kind: 'corrupt', reason });
  });

  it('says what is wrong with a line instead of throwing', () => {
    expect(parseEnvelope('{')).toEqual({ kind: 'corrupt', reason: 'envelope_not_json' });
    for (const line of ['null', '1', '[]', '{}', formatEnvelope({ ...anEnvelope(), v: 2 as 1 })]) {
      expect(parseEnvelope(line)).toEqual({ kind: 'corrupt', reason: 'envelope_invalid' });
    }
  });

  it('reads the oldest envelope ever written', () => {
    const v1 =
      '{"v":1,"messageId":"m","type":"track","receivedAt":"2026-11-22T10:00:01.000Z","timestamp":"2026-11-22T10:00:00.000Z","source":"web","kind":"public","trust":"standard","mode":"live","partition":"anonymousId:a","message":"{}"}';
    expect(parseEnvelope(v1)).toMatchObject({ kind: 'envelope', envelope: { v: 1 } });
  });
});

describe('packRecords', () => {
  it('keeps every message once, in order, with others of its bucket only', () => {
    fc.assert(
      fc.property(envelopes, (all) => {
        const records = packRecords(all);
        expect(new Set(records.map((record) => record.partitionKey)).size).toBe(records.length);
        for (const record of records) {
          const members = all.filter((e) => `b${keyBucket(e.partition)}` === record.partitionKey);
          expect(unpack(record.data)).toEqual(members);
        }
      }),
    );
  });

  it('splits what would not fit one record, also when it hardly compresses', () => {
    const alphabet = fc.sample(
      fc.string({
        unit: fc.constantFrom('"', '\\', 'a', 'é', '9'),
        minLength: 30_000,
        maxLength: 30_000,
      }),
      40,
    );
    const all = alphabet.map((message, index) => anEnvelope({ message, messageId: `m-${index}` }));
    const records = packRecords(all);
    expect(records.length).toBeGreaterThan(1);
    expect(records.every((record) => record.data.length <= 900_000)).toBe(true);
    expect(records.flatMap((record) => unpack(record.data))).toEqual(all);
  });

  it('splits by what a record unpacks to, and lets only a single message unpack to more', () => {
    const small = Array.from({ length: 100 }, (_, n) =>
      anEnvelope({ messageId: `m-${n}`, message: 'x'.repeat(10_000) }),
    );
    const large = anEnvelope({ messageId: 'large', message: 'x'.repeat(500_000) });
    const records = packRecords([...small, large]).map((record) => decodeRecord(record.data));
    const sizes = records.map((record) =>
      record.kind === 'lines'
        ? { lines: record.lines.length, bytes: Buffer.byteLength(record.lines.join('\n')) }
        : undefined,
    );
    expect(sizes.filter((size) => size && size.bytes > 256_000)).toMatchObject([{ lines: 1 }]);
    expect(sizes.reduce((sum, size) => sum + (size?.lines ?? 0), 0)).toBe(101);
  });

  it('fits the largest message a request can hold', () => {
    const [noise = ''] = fc.sample(
      fc.string({
        unit: fc.constantFrom(...'"\\abcdefghijklmnopqrstuvwxyz0123456789'),
        minLength: 500_000,
        maxLength: 500_000,
      }),
      1,
    );
    const records = packRecords([anEnvelope({ message: noise })]);
    expect(records).toHaveLength(1);
    expect(records[0]?.data.length).toBeLessThan(900_000);
  });
});

describe('explicitHashKey', () => {
  it('spreads the buckets evenly over the key space', () => {
    const keys = Array.from({ length: KEY_BUCKETS }, (_, bucket) =>
      BigInt(explicitHashKey(bucket)),
    );
    const slots = keys.map((key) => Number((key * BigInt(KEY_BUCKETS)) / 2n ** 128n));
    expect(slots).toEqual(Array.from({ length: KEY_BUCKETS }, (_, bucket) => bucket));
  });
});

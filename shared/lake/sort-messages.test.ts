import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anEnvelope } from '../../test/builders/envelope.ts';
import { encodeRecord, formatEnvelope } from '../collect/record-codec.ts';
import { type ArrivedRecord, sortMessages } from './sort-messages.ts';

/** A record of messages of `sizes` characters, unusable where negative. */
function aRecord(sequenceNumber: number, sizes: readonly number[]): ArrivedRecord {
  const lines = sizes.map((size) =>
    formatEnvelope(
      anEnvelope({
        message: 'x'.repeat(Math.abs(size)),
        quarantine: size < 0 ? { reason: 'too_deep' } : undefined,
      }),
    ),
  );
  return {
    shardId: 'shardId-000000000000',
    sequenceNumber: String(sequenceNumber),
    arrivedAt: Date.parse('2026-11-22T10:00:00.000Z'),
    data: encodeRecord(lines),
  };
}

const unitsOf = (lines: readonly string[]): number =>
  lines.reduce((sum, line) => sum + line.length, 0);
const nameOf = (key: string): string => key.slice(key.lastIndexOf('/') + 1);

describe('sortMessages', () => {
  it('cuts a batch that unpacks to much more than it weighs into objects of 32 MB', () => {
    const records = Array.from({ length: 5 }, (_, n) => aRecord(n, [10_000_000]));
    const objects = [...sortMessages(records)];
    expect(objects.map(({ key }) => nameOf(key))).toEqual(['0-2.ndjson.gz', '3-4.ndjson.gz']);
    expect(objects.every(({ lines }) => unitsOf(lines) <= 32_000_000)).toBe(true);
  });

  it('reads on only when the object before was taken', () => {
    const records = Array.from({ length: 3 }, (_, n) => aRecord(n, [5_000]));
    const read: string[] = [];
    const watched = records.map((record) => ({
      ...record,
      get data() {
        read.push(record.sequenceNumber);
        return record.data;
      },
    }));
    const [first] = sortMessages(watched, 6_000);
    expect(nameOf(first?.key ?? '')).toBe('0-0.ndjson.gz');
    expect(new Set(read)).toEqual(new Set(['0', '1']));
  });

  it('keeps every message once and in order, whatever the cut, and cuts the same batch the same', () => {
    const size = fc.integer({ min: -900, max: 900 });
    const batch = fc.array(fc.array(size, { minLength: 1, maxLength: 4 }), { maxLength: 12 });
    fc.assert(
      fc.property(batch, fc.integer({ min: 1, max: 5_000 }), (sizes, objectUnits) => {
        const records = sizes.map((messages, n) => aRecord(n, messages));
        const objects = [...sortMessages(records, objectUnits)];
        expect([...sortMessages(records, objectUnits)]).toEqual(objects);
        for (const to of ['lake', 'quarantine'] as const) {
          const cut = objects.filter((object) => object.to === to).flatMap(({ lines }) => lines);
          const whole = [...sortMessages(records)].find((object) => object.to === to);
          expect(cut).toEqual(whole?.lines ?? []);
        }
        expect(new Set(objects.map(({ key }) => key)).size).toBe(objects.length);
        for (const { key, lines } of objects) {
          const [first, last] = nameOf(key).replace('.ndjson.gz', '').split('-').map(Number);
          expect(first === last || unitsOf(lines) <= objectUnits).toBe(true);
        }
      }),
    );
  });
});

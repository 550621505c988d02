import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeRecord, formatEnvelope } from '../../shared/collect/record-codec.ts';
import type { RawStore } from '../../shared/stores/raw-store.ts';
import { anEnvelope } from '../../test/builders/envelope.ts';
import { aKinesisEvent } from '../../test/builders/kinesis-event.ts';
import { createArchive } from './archive.ts';

const SHARD = 'shardId-000000000000';

function memoryRawStore(): RawStore & { objects: Map<string, readonly string[]> } {
  const objects = new Map<string, readonly string[]>();
  return {
    objects,
    putOnce: async ({ key, lines }) => {
      if (!objects.has(key)) objects.set(key, lines);
    },
  };
}

function anArchive() {
  const lake = memoryRawStore();
  const quarantine = memoryRawStore();
  const counts: Readonly<Record<string, number>>[] = [];
  const archive = createArchive({
    lake,
    quarantine,
    emitMetrics: (emitted) => counts.push(emitted),
  });
  return { archive, lake: lake.objects, quarantine: quarantine.objects, counts };
}

const record = (...envelopes: Parameters<typeof anEnvelope>[0][]) =>
  encodeRecord(envelopes.map((fields) => formatEnvelope(anEnvelope(fields))));

describe('archive', () => {
  it('writes one object per shard batch and hour, named after what is in it', async () => {
    const { archive, lake, counts } = anArchive();
    const result = await archive(
      aKinesisEvent([
        {
          data: record({ messageId: 'm-1' }, { messageId: 'm-2' }),
          sequenceNumber: '100',
          arrivedAt: '2026-11-22T10:59:59.999Z',
        },
        {
          data: record({ messageId: 'm-3' }),
          sequenceNumber: '101',
          arrivedAt: '2026-11-22T10:59:59.999Z',
        },
        {
          data: record({ messageId: 'm-4' }),
          sequenceNumber: '102',
          arrivedAt: '2026-11-22T11:00:00.000Z',
        },
      ]),
    );
    expect(result).toEqual({ batchItemFailures: [] });
    expect([...lake.keys()]).toEqual([
      `raw/dt=2026-11-22/hr=10/${SHARD}/100-101.ndjson.gz`,
      `raw/dt=2026-11-22/hr=11/${SHARD}/102-102.ndjson.gz`,
    ]);
    const [lines = []] = lake.values();
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { shard: SHARD, seq: '100', index: 0, messageId: 'm-1' },
      { shard: SHARD, seq: '100', index: 1, messageId: 'm-2' },
      { shard: SHARD, seq: '101', index: 0, messageId: 'm-3' },
    ]);
    expect(counts).toEqual([{ MessagesArchived: 4 }]);
  });

  it('keeps each envelope as the stream carried it, byte for byte', async () => {
    const anyText = fc.string({ unit: 'binary', maxLength: 100 });
    await fc.assert(
      fc.asyncProperty(fc.array(anyText, { minLength: 1, maxLength: 60 }), async (messages) => {
        const { archive, lake } = anArchive();
        const lines = messages.map((message) => formatEnvelope(anEnvelope({ message })));
        await archive(aKinesisEvent([{ data: encodeRecord(lines), sequenceNumber: '7' }]));
        const kept = [...lake.values()].flat();
        expect(kept).toEqual(
          lines.map(
            (line, index) => `{"shard":"${SHARD}","seq":"7","index":${index},${line.slice(1)}`,
          ),
        );
        expect(kept.map((line) => JSON.parse(line).message)).toEqual(messages);
      }),
    );
  });

  it('writes nothing new when a batch is delivered again', async () => {
    const { archive, lake, quarantine } = anArchive();
    const event = aKinesisEvent([{ data: record({}, { quarantine: { reason: 'too_deep' } }) }]);
    await archive(event);
    const before = [...lake, ...quarantine];
    await archive(event);
    expect([...lake, ...quarantine]).toEqual(before);
  });

  it('puts unusable messages into the quarantine and nowhere else', async () => {
    const { archive, lake, quarantine, counts } = anArchive();
    await archive(
      aKinesisEvent([
        {
          data: record({ quarantine: { reason: 'missing_identifier' }, message: '{"a":1}' }),
          sequenceNumber: '5',
        },
      ]),
    );
    expect(lake.size).toBe(0);
    expect([...quarantine.keys()]).toEqual([`messages/dt=2026-11-22/hr=10/${SHARD}/5-5.ndjson.gz`]);
    expect(JSON.parse([...quarantine.values()].flat()[0] ?? '')).toMatchObject({
      quarantine: { reason: 'missing_identifier' },
      message: '{"a":1}',
    });
    expect(counts).toEqual([{ MessagesArchived: 0 }]);
  });

  it('keeps what it cannot read as bytes with a reason, and goes on', async () => {
    const { archive, lake, quarantine } = anArchive();
    const noise = Buffer.from([0x1f, 0x8b, 0xff]);
    const mixed = encodeRecord(['not an envelope', formatEnvelope(anEnvelope())]);
    await archive(aKinesisEvent([{ data: noise }, { data: mixed }]));
    const kept = [...quarantine.values()].flat().map((line) => JSON.parse(line));
    expect(kept).toMatchObject([
      { index: 0, quarantine: { reason: 'record_not_gzip' }, bytes: noise.toString('base64') },
      {
        index: 0,
        quarantine: { reason: 'envelope_not_json' },
        bytes: Buffer.from('not an envelope').toString('base64'),
      },
    ]);
    expect([...lake.values()].flat()).toHaveLength(1);
  });

  it('reads any bytes without throwing and loses none', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 5 }),
        async (all) => {
          const { archive, lake, quarantine } = anArchive();
          await archive(aKinesisEvent(all.map((data) => ({ data }))));
          expect(lake.size).toBe(0);
          expect([...quarantine.values()].flat().length).toBeGreaterThanOrEqual(all.length);
        },
      ),
    );
  });

  it('throws when a store cannot be written, so that the batch comes again', async () => {
    const archive = createArchive({
      lake: { putOnce: () => Promise.reject(new Error('slow down')) },
      quarantine: memoryRawStore(),
      emitMetrics: () => {},
    });
    await expect(archive(aKinesisEvent([{ data: record({}) }]))).rejects.toThrow('slow down');
  });
});

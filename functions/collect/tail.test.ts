import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeRecord, formatEnvelope } from '../../shared/collect/record-codec.ts';
import type { TailMessage } from '../../shared/collect/tail-message.ts';
import { apiHandler } from '../../shared/http/api-handler.ts';
import type { MessageStreamReader } from '../../shared/stores/message-stream-reader.ts';
import { silentLogger } from '../../shared/telemetry/log.ts';
import { anApiEvent } from '../../test/builders/api-event.ts';
import { anEnvelope } from '../../test/builders/envelope.ts';
import { MemoryConfig } from '../../test/builders/memory-config.ts';
import { createTail } from './tail.ts';

const NOW = Date.parse('2026-11-22T10:00:00.000Z');

interface Held {
  readonly shardId: string;
  readonly sequenceNumber: string;
  readonly arrivedAt: number;
  readonly data: Uint8Array;
}

/** A stream in memory, with the reading rules of Kinesis. */
function memoryReader(held: readonly Held[]): MessageStreamReader {
  return {
    shardIds: async () => [...new Set(held.map((record) => record.shardId))].sort(),
    read: async (shardId, { from, limit }) =>
      held
        .filter((record) => record.shardId === shardId)
        .filter((record) => {
          if (from.kind === 'time') return record.arrivedAt >= from.at;
          const distance = BigInt(record.sequenceNumber) - BigInt(from.sequenceNumber);
          return from.kind === 'at' ? distance >= 0n : distance > 0n;
        })
        .slice(0, limit),
  };
}

const config = new MemoryConfig();
const READER = `Bearer ${config.addToken(['tail:read'])}`;
const ANALYST = `Bearer ${config.addToken(['tail:read', 'profiles:read'])}`;
const OTHER = `Bearer ${config.addToken(['profiles:read', 'admin:read', 'admin:write'])}`;

function aTail(held: readonly Held[]) {
  const route = createTail({
    tokens: config,
    stream: memoryReader(held),
    clock: { now: () => NOW },
  });
  const handler = apiHandler(route, silentLogger);
  return async (query: Record<string, string> = {}, authorization = READER) => {
    const reply = await handler(
      anApiEvent({ path: '/v1/admin/tail', query, headers: { authorization } }),
    );
    const body: { messages: TailMessage[]; cursor: string; code?: string } = JSON.parse(
      reply.body ?? '{}',
    );
    return { status: reply.statusCode, ...body };
  };
}

const held = (sequence: number, ids: readonly string[], fields: Partial<Held> = {}): Held => ({
  shardId: 'shardId-000000000000',
  sequenceNumber: String(sequence),
  arrivedAt: NOW,
  data: encodeRecord(ids.map((messageId) => formatEnvelope(anEnvelope({ messageId })))),
  ...fields,
});

describe('tail', () => {
  it('goes on where the last reply ended', async () => {
    const records = [held(1, ['m-1', 'm-2'])];
    const tail = aTail(records);
    const first = await tail();
    expect(first.messages.map((message) => message.messageId)).toEqual(['m-1', 'm-2']);
    expect((await tail({ cursor: first.cursor })).messages).toEqual([]);
    records.push(held(2, ['m-3']));
    const next = await tail({ cursor: first.cursor });
    expect(next.messages.map((message) => message.messageId)).toEqual(['m-3']);
  });

  it('begins now, or as long ago as it is asked to', async () => {
    const tail = aTail([
      held(1, ['old'], { arrivedAt: NOW - 600_000 }),
      held(2, ['new'], { arrivedAt: NOW }),
    ]);
    expect((await tail()).messages.map((message) => message.messageId)).toEqual(['new']);
    expect((await tail({ since: '601' })).messages.map((message) => message.messageId)).toEqual([
      'old',
      'new',
    ]);
  });

  it('shows every message once, in order, whatever the page size, shards and record sizes', async () => {
    const layout = fc.array(
      fc.record({ shard: fc.nat(2), count: fc.integer({ min: 0, max: 5 }), corrupt: fc.boolean() }),
      { minLength: 1, maxLength: 12 },
    );
    await fc.assert(
      fc.asyncProperty(layout, fc.integer({ min: 1, max: 12 }), async (records, limit) => {
        const all = records.map(({ shard, count, corrupt }, index) => {
          const ids = Array.from({ length: count + 1 }, (_, n) => `${shard}-${index}-${n}`);
          const shardId = `shardId-00000000000${shard}`;
          const record = held(index + 1, ids, { shardId });
          return {
            ids: corrupt ? [] : ids,
            record: corrupt ? { ...record, data: Buffer.from([0x1f, 0x8b]) } : record,
          };
        });
        const tail = aTail(all.map(({ record }) => record));
        const seen: string[] = [];
        let cursor = '';
        for (let page = 0; page < 100; page += 1) {
          const reply = await tail({ limit: String(limit), cursor });
          expect(reply.status).toBe(200);
          seen.push(...reply.messages.map((message) => message.messageId));
          cursor = reply.cursor;
        }
        const expected = all.flatMap(({ ids }) => ids);
        expect([...seen].sort()).toEqual([...expected].sort());
        for (const shard of ['0', '1', '2']) {
          const ofShard = (ids: readonly string[]) =>
            ids.filter((id) => id.startsWith(`${shard}-`));
          expect(ofShard(seen)).toEqual(ofShard(expected));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('shows quarantined messages with their reason', async () => {
    const line = formatEnvelope(
      anEnvelope({ quarantine: { reason: 'missing_event', detail: 'event' } }),
    );
    const reply = await aTail([held(1, [], { data: encodeRecord([line]) })])();
    expect(reply.messages).toMatchObject([{ quarantine: { reason: 'missing_event' } }]);
  });

  it('filters by source and type and still moves on', async () => {
    const lines = [
      anEnvelope({ messageId: 'web-track' }),
      anEnvelope({ messageId: 'web-page', type: 'page' }),
      anEnvelope({ messageId: 'shop-track', source: 'shop' }),
    ].map(formatEnvelope);
    const tail = aTail([held(1, [], { data: encodeRecord(lines) })]);
    const ids = async (query: Record<string, string>) =>
      (await tail(query)).messages.map((message) => message.messageId);
    expect(await ids({ source: 'shop' })).toEqual(['shop-track']);
    expect(await ids({ type: 'page' })).toEqual(['web-page']);
    expect(await ids({ source: 'web', type: 'track' })).toEqual(['web-track']);
    const { cursor } = await tail({ source: 'nobody' });
    expect(await ids({ cursor })).toEqual([]);
  });

  it('is redacted unless a caller who may read profiles asks otherwise', async () => {
    const tail = aTail([held(1, ['m-1'])]);
    expect((await tail()).messages[0]?.identifiers).toEqual({ anonymousId: '…' });
    const open = await tail({ redact: 'false' }, ANALYST);
    expect(open.messages[0]?.identifiers).toEqual({ anonymousId: 'a-1' });
    expect(await tail({ redact: 'false' }, READER)).toMatchObject({
      status: 403,
      code: 'forbidden',
    });
  });

  it.each([
    ['', 401],
    ['Basic d2tfcHViX3Rlc3Q6', 401],
    [OTHER, 403],
  ])('is closed to %j', async (authorization, status) => {
    expect((await aTail([held(1, ['m-1'])])({}, authorization)).status).toBe(status);
  });

  it.each<Record<string, string>>([
    { limit: '0' },
    { limit: '201' },
    { limit: 'x' },
    { since: '901' },
    { type: 'purchase' },
    { redact: 'no' },
    { cursor: 'x' },
    { cursor: Buffer.from('{"t":1,"s":{"__proto__":"1"}}').toString('base64url') },
    { cursor: Buffer.from('{"t":-1,"s":{}}').toString('base64url') },
    { cursor: Buffer.from('{"t":1,"s":{"shardId-1":"1;2"}}').toString('base64url') },
  ])('refuses %j', async (query) => {
    expect((await aTail([])(query)).status).toBe(400);
  });
});

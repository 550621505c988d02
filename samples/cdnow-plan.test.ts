import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { daysToYesterday, PINNED_PLAN, planSample, type SendingOrder } from './cdnow-plan.ts';
import { parsePurchaseLog } from './purchase-log.ts';

const FILE = path.join(import.meta.dirname, 'cdnow', 'cdnow_sample_transactions.csv');
const log = parsePurchaseLog(readFileSync(FILE, 'utf8'));
const plan = planSample(log, { ...PINNED_PLAN, shiftDays: 0 });
const sent = [...plan.introductions, ...plan.purchases].flat();
const distinct = [...new Map(sent.map((message) => [message.messageId, message])).values()];
const strangers = plan.customers.filter(({ deviceId }) => deviceId);

describe('the pinned plan', () => {
  it('is the same every time', () => {
    expect(planSample(log, { ...PINNED_PLAN, shiftDays: 0 })).toEqual(plan);
  });

  it('is another one under another seed', () => {
    const other = planSample(log, { ...PINNED_PLAN, seed: 1998, shiftDays: 0 });
    expect(other.customers).not.toEqual(plan.customers);
  });

  it('has the figures that the README gives', () => {
    expect({
      customers: plan.customers.length,
      strangers: strangers.length,
      merges: plan.customers.filter(({ merges }) => merges).length,
      messages: distinct.length,
      resent: sent.length - distinct.length,
      orders: distinct.filter(({ messageId }) => messageId.includes('-order-')).length,
    }).toMatchInlineSnapshot(`
      {
        "customers": 2357,
        "merges": 222,
        "messages": 11160,
        "orders": 6919,
        "resent": 600,
        "strangers": 472,
      }
    `);
  });

  it('expects of every customer what the log says', () => {
    const orders = plan.customers.reduce((sum, customer) => sum + customer.orders, 0);
    const revenue = plan.customers.reduce((sum, customer) => sum + customer.revenue, 0);
    expect([orders, revenue]).toEqual([6_919, 24_409_194]);
  });

  it('states each order with its amount', () => {
    const amounts = distinct.flatMap((message) =>
      message.type === 'track' && message.event === 'Order Completed'
        ? [Math.round(Number(message.properties.revenue) * 100)]
        : [],
    );
    expect(amounts.reduce((sum, cents) => sum + cents, 0)).toBe(24_409_194);
  });

  it('fills every batch but the last of each part, so that batches are requests', () => {
    for (const part of [plan.introductions, plan.purchases]) {
      const short = new Set(part.filter((batch) => batch.length !== PINNED_PLAN.batchSize));
      expect(short.size).toBeLessThanOrEqual(1);
    }
  });

  it('resends whole batches, in both parts, after the first copy', () => {
    for (const part of [plan.introductions, plan.purchases]) {
      const copies = Map.groupBy(part, (batch) => batch);
      expect(copies.size).toBeLessThan(part.length);
      expect(Math.max(...[...copies.values()].map((same) => same.length))).toBe(2);
    }
  });

  it('keeps every profile below the 80 messages of its ring', () => {
    const perCustomer = Map.groupBy(distinct, ({ messageId }) => /\d+/.exec(messageId)?.[0]);
    const most = Math.max(...[...perCustomer.values()].map((messages) => messages.length));
    expect(most).toBeLessThan(80);
  });
});

describe('a stranger', () => {
  it('has browsed before they are introduced by any other message', () => {
    const devices = new Set(named(plan.introductions, 'anonymousId'));
    expect(devices).toEqual(new Set(strangers.map(({ deviceId }) => deviceId)));
    expect(plan.introductions.flat().filter((m) => m.userId && m.anonymousId)).toEqual([]);
  });

  it('is always identified in the end', () => {
    const logins = plan.purchases.flat().filter((m) => m.type === 'identify' && m.anonymousId);
    expect(new Set(logins.map(({ anonymousId }) => anonymousId))).toEqual(
      new Set(strangers.map(({ deviceId }) => deviceId)),
    );
  });

  it('merges exactly when they were introduced as a customer too', () => {
    const known = new Set(named(plan.introductions, 'userId'));
    const merging = plan.customers.filter(({ merges }) => merges);
    expect(known).toEqual(new Set(merging.map(({ userId }) => userId)));
    expect(merging.every(({ deviceId }) => deviceId)).toBe(true);
  });

  it('who was not known before never sends a message that hides the device', () => {
    const newcomers = new Set(strangers.filter(({ merges }) => !merges).map((c) => c.userId));
    const hidden = distinct.filter(
      ({ userId = '', anonymousId }) => newcomers.has(userId) && !anonymousId,
    );
    expect(hidden).toEqual([]);
  });
});

describe('dates', () => {
  const lastDay = (shiftDays: number) =>
    Math.max(
      ...planSample(log, { ...PINNED_PLAN, shiftDays })
        .purchases.flat()
        .map(({ timestamp }) => Math.floor(timestamp.getTime() / 86_400_000)),
    );
  const day = (date: string) => Date.parse(date) / 86_400_000;

  it.each(['2026-11-22T00:00:00Z', '2026-11-22T23:59:59Z'])('end yesterday at %s', (now) => {
    expect(lastDay(daysToYesterday(log, Date.parse(now)))).toBe(day('2026-11-21'));
  });

  it('end on 1998-06-30 unshifted', () => {
    expect(lastDay(0)).toBe(day('1998-06-30'));
  });

  it('move nothing but timestamps', () => {
    const shifted = planSample(log, { ...PINNED_PLAN, shiftDays: 10_000 });
    const ids = (order: SendingOrder) => order.map((batch) => batch.map((m) => m.messageId));
    expect(ids(shifted.purchases)).toEqual(ids(plan.purchases));
    expect(shifted.customers).toEqual(plan.customers);
  });
});

function named(order: SendingOrder, name: 'userId' | 'anonymousId'): string[] {
  return order.flat().flatMap((message) => message[name] ?? []);
}

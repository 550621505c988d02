import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createComputedTraits } from '../../samples/computed-traits.ts';
import { createMessageSender } from '../../samples/message-sender.ts';
import type { SampleMessage } from '../../samples/sample-message.ts';
import { createTributaryClient } from '../../samples/tributary-client.ts';
import { eventually, type RunningCloud, startRunningCloud } from './running-cloud.ts';

let running: RunningCloud;

beforeAll(async () => {
  running = await startRunningCloud();
  // resolve has not read its config yet: the computed traits are in force from its first batch on
  await createComputedTraits(createTributaryClient(running.credentials));
});

afterAll(() => running?.stop());

describe('two hundred orders, half of them made before anybody knew whose', () => {
  const onPhone = orders(1, 100, { anonymousId: 'phone' });
  const byAda = orders(101, 200, { userId: 'ada' });

  it('belong to one person once they log in', async () => {
    await Promise.all([send(onPhone, 20), send(byAda, 20)]);
    await untilCounted('anonymousId:phone', 100);
    await untilCounted('userId:ada', 100);
    await send([logIn()], 1);
    expect(await untilCounted('anonymousId:phone', 200)).toMatchObject({ revenue: 2_010 });
  });

  it('count once, in whatever batches and order and by whomever they are sent again', async () => {
    // one more write: the profile's ring is full, so most of what it remembers moves into pages
    await send(orders(201, 201, { userId: 'ada' }), 1);
    await untilCounted('userId:ada', 201);
    const again = [...onPhone, ...byAda];
    await Promise.all([send(again, 7), send(again.toReversed(), 50), send(byAda, 1)]);
    // a partition keeps its order: these come after all of its resends
    await send(orders(202, 202, { userId: 'ada' }), 1);
    await send(orders(203, 203, { anonymousId: 'phone' }), 1);
    expect(await untilCounted('userId:ada', 203)).toMatchObject({
      order_count: 203,
      revenue: 2_070.6,
    });
  });
});

/** Orders number `from` to `to`, the nth worth n/10, two minutes apart. */
function orders(
  from: number,
  to: number,
  who: { userId: string; anonymousId?: string } | { anonymousId: string },
): SampleMessage[] {
  return Array.from({ length: to - from + 1 }, (_, index) => ({
    ...who,
    type: 'track',
    messageId: `order-${from + index}`,
    timestamp: new Date(Date.UTC(2026, 0, 1) + (from + index) * 120_000),
    event: 'Order Completed',
    properties: { revenue: (from + index) / 10 },
  }));
}

function logIn(): SampleMessage {
  return {
    type: 'identify',
    messageId: 'log-in',
    userId: 'ada',
    anonymousId: 'phone',
    timestamp: new Date(Date.UTC(2026, 0, 2)),
    traits: { email: 'ada@example.com', createdAt: '2026-01-01T00:00:00.000Z' },
  };
}

async function send(messages: readonly SampleMessage[], batchSize: number): Promise<void> {
  const { url, secretWriteKey: writeKey } = running.credentials;
  const sender = createMessageSender({
    ...{ url, writeKey, batchSize, atOnce: 2 },
    onAcknowledged: () => {},
  });
  await sender.send(
    Array.from({ length: Math.ceil(messages.length / batchSize) }, (_, index) =>
      messages.slice(index * batchSize, (index + 1) * batchSize),
    ),
  );
}

/** The profile's traits once it counts at least so many orders. */
function untilCounted(identifier: string, count: number): Promise<Record<string, unknown>> {
  return eventually(async () => {
    const { adminToken: token } = running.credentials;
    const { json } = await running.request({ path: `/v1/profiles/${identifier}`, token });
    return json.traits?.order_count >= count ? json.traits : undefined;
  });
}

/**
 * What collecting costs in CPU, without I/O, against `JSON.parse` of the same bytes in the same run:
 * `node bench/ingest.ts`. Ratios compare between machines, microseconds do not.
 */
import { createCollectHandler } from '../functions/collect/collect-handler.ts';
import type { Source } from '../shared/collect/source.ts';
import { silentLogger } from '../shared/telemetry/log.ts';
import { anHttpEvent, basicAuth } from '../test/builders/http-event.ts';
import { aBatch } from '../test/builders/message.ts';

const ROUNDS = 21;
const MESSAGES_PER_ROUND = 20_000;

/** Who sends, how many messages a request of how many people; `target` is times `JSON.parse`. */
const SENDERS = [
  { name: 'browser, batches of 20', batch: 20, people: 1, target: 5 },
  { name: 'browser, single messages', batch: 1, people: 1, target: 12 },
  { name: 'server, batches of 100', batch: 100, people: 100, target: undefined },
] as const;
type Sender = (typeof SENDERS)[number];

const source: Source = { sourceId: 'web', name: 'Web', kind: 'public', trust: 'standard' };
const handler = createCollectHandler({
  sources: { findByKeyHash: async () => source },
  stream: { put: async () => [] },
  clock: { now: () => Date.parse('2026-11-22T10:00:02.000Z') },
  log: silentLogger,
  emitMetrics: () => {},
  pause: async () => {},
  random: Math.random,
});

/** About 840 bytes, as analytics-next sends it. */
function message(serial: number, person: number): Record<string, unknown> {
  return {
    timestamp: '2026-11-22T10:00:00.000Z',
    integrations: {},
    type: 'track',
    event: 'Product Added',
    properties: {
      cart_id: `cart-${serial}`,
      product_id: `sku-${serial % 997}`,
      name: 'Enamel mug',
      category: 'Kitchen',
      price: 18.99,
      quantity: 1,
      currency: 'EUR',
    },
    context: {
      page: {
        path: '/products/enamel-mug',
        referrer: 'https://www.example.org/search',
        title: 'Enamel mug | Shop',
        url: 'https://shop.example.com/products/enamel-mug',
      },
      userAgent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/142.0 Safari/537.36',
      locale: 'en-GB',
      library: { name: 'analytics.js', version: 'npm:next-1.84.3' },
      timezone: 'Europe/Berlin',
    },
    messageId: `ajs-next-1795341600000-${serial.toString(16).padStart(12, '0')}`,
    anonymousId: `b3b1c6a0-0000-4000-8000-${String(person).padStart(12, '0')}`,
    userId: null,
  };
}

function bodiesOf({ batch, people }: Sender): string[] {
  return Array.from({ length: MESSAGES_PER_ROUND / batch }, (_, request) =>
    aBatch(
      Array.from({ length: batch }, (_, index) =>
        message(request * batch + index, request * people + (index % people)),
      ),
    ),
  );
}

async function microsecondsPerMessage(work: () => Promise<void> | void): Promise<number> {
  const before = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - before) / 1000 / MESSAGES_PER_ROUND;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

async function measure(sender: Sender): Promise<void> {
  const bodies = bodiesOf(sender);
  const headers = basicAuth('wk_pub_bench');
  const events = bodies.map((body) => anHttpEvent({ path: '/v1/batch', headers, body }));
  const rounds: { parse: number; collect: number }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const parse = await microsecondsPerMessage(() => {
      for (const body of bodies) JSON.parse(body);
    });
    const collect = await microsecondsPerMessage(async () => {
      for (const event of events) await handler(event);
    });
    rounds.push({ parse, collect });
  }
  const ratio = median(rounds.map(({ parse, collect }) => collect / parse));
  const bytes = bodies.reduce((sum, body) => sum + body.length, 0) / MESSAGES_PER_ROUND;
  console.log(
    `${sender.name}: ${median(rounds.map(({ collect }) => collect)).toFixed(2)} us a message`,
    `of ${Math.round(bytes)} B, ${ratio.toFixed(2)} x JSON.parse`,
    sender.target === undefined ? '' : `(target ${sender.target} x)`,
  );
}

for (const sender of SENDERS) await measure(sender);

import type { Credentials } from '../local/credentials.ts';
import { createMessageSender } from '../samples/message-sender.ts';
import type { SampleMessage } from '../samples/sample-message.ts';
import { seededRandom } from '../samples/seeded-random.ts';

/** The event that the bench's computed trait counts. */
export const COUNTED_EVENT = 'Product Added';

/** What one measurement sends. */
export interface Load {
  /** By the order of their last message. */
  readonly people: readonly string[];
  readonly messagesEach: number;
  readonly messages: readonly SampleMessage[];
}

/** A way to send a load; resolves when all of it is acknowledged. */
export interface LoadClient {
  readonly name: string;
  send(messages: readonly SampleMessage[]): Promise<void>;
}

/**
 * `people` nobody has met, each adding products to a cart `messagesEach` times, in a seeded random order: a
 * batch mixes people, as a server's does. Every message changes its profile, because a computed trait counts it.
 */
export function makeLoad(options: {
  /** Sets its people and messages apart from those of other runs. */
  readonly run: string;
  readonly people: number;
  readonly messagesEach: number;
}): Load {
  const random = seededRandom(42);
  const serials = Array.from({ length: options.people * options.messagesEach }, (_, at) => at);
  const messages = serials
    .map((serial) => ({ serial, order: random() }))
    .sort((a, b) => a.order - b.order)
    .map(({ serial }) => message(options.run, { serial, person: serial % options.people }));
  const last = new Map(messages.map(({ userId = '' }, at) => [userId, at]));
  const people = [...last].sort(([, a], [, b]) => a - b).map(([userId]) => userId);
  return { people, messagesEach: options.messagesEach, messages };
}

/** Segment's Node library, unmodified: `atOnce` instances, each flushing one batch at a time. */
export function segmentClient(
  { url, secretWriteKey }: Credentials,
  options: { readonly batchSize: number; readonly atOnce: number },
): LoadClient {
  const sender = createMessageSender({
    ...{ url, writeKey: secretWriteKey, ...options },
    onAcknowledged: () => {},
  });
  return {
    name: `@segment/analytics-node, batches of ${options.batchSize}, ${options.atOnce} at once`,
    send: (messages) => sender.send(inBatches(messages, options.batchSize)),
  };
}

/** Bodies built beforehand, posted with `fetch`: what the other side can take, without a library's own work. */
export function fetchClient(
  { url, secretWriteKey }: Credentials,
  options: { readonly batchSize: number; readonly atOnce: number },
): LoadClient {
  const single = options.batchSize === 1;
  const headers = {
    authorization: `Basic ${btoa(`${secretWriteKey}:`)}`,
    'content-type': 'application/json',
  };
  const post = async (body: string) => {
    const path = single ? '/v1/track' : '/v1/batch';
    const response = await fetch(`${url}${path}`, { method: 'POST', headers, body });
    await response.text();
    if (!response.ok) throw new Error(`${path} must answer 200, got ${response.status}`);
  };
  return {
    name: `fetch of prepared bodies, ${single ? 'single events' : `batches of ${options.batchSize}`}, ${options.atOnce} at once`,
    async send(messages) {
      const bodies = inBatches(messages, options.batchSize).map((batch) =>
        JSON.stringify(single ? batch[0] : { batch, sentAt: new Date().toISOString() }),
      );
      const queue = bodies.values();
      const lane = async () => {
        for (const body of queue) await post(body);
      };
      await Promise.all(Array.from({ length: options.atOnce }, lane));
    },
  };
}

function message(
  run: string,
  { serial, person }: { serial: number; person: number },
): SampleMessage {
  return {
    type: 'track',
    messageId: `${run}-${serial}`,
    userId: `${run}-${person}`,
    timestamp: new Date(Date.UTC(2026, 0, 1) + serial * 1000),
    event: COUNTED_EVENT,
    properties: {
      cart_id: `cart-${person}`,
      product_id: `sku-${serial % 997}`,
      name: 'Enamel mug',
      category: 'Kitchen',
      brand: 'Example',
      variant: 'blue',
      price: 18.99,
      quantity: 1,
      currency: 'EUR',
      url: 'https://shop.example.com/products/enamel-mug',
      image_url: 'https://shop.example.com/products/enamel-mug.jpg',
    },
  };
}

function inBatches(messages: readonly SampleMessage[], size: number): SampleMessage[][] {
  return Array.from({ length: Math.ceil(messages.length / size) }, (_, index) =>
    messages.slice(index * size, (index + 1) * size),
  );
}

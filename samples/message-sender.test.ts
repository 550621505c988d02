import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMessageSender } from './message-sender.ts';
import type { SampleMessage } from './sample-message.ts';

interface Received {
  readonly authorization: string | undefined;
  readonly path: string | undefined;
  readonly messageIds: readonly string[];
}

let server: Server;
let received: Received[];
let statuses: number[];
let underWay: number;
let mostUnderWay: number;

beforeEach(async () => {
  received = [];
  statuses = [];
  underWay = 0;
  mostUnderWay = 0;
  server = createServer(async (request, response) => {
    underWay += 1;
    mostUnderWay = Math.max(mostUnderWay, underWay);
    const { batch } = (await json(request)) as { batch: { messageId: string }[] }; // what the library sends
    received.push({
      authorization: request.headers.authorization,
      path: request.url,
      messageIds: batch.map(({ messageId }) => messageId),
    });
    await new Promise((resolve) => setTimeout(resolve, 5));
    underWay -= 1;
    response.writeHead(statuses.shift() ?? 200).end('{"success":true}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(() => void server.close());

describe('the sender', () => {
  it('makes each batch one request, in its order, with the write key', async () => {
    const { sender } = open();
    await sender.send([messages('a', 3), messages('b', 3)]);
    expect(received.map(({ messageIds }) => messageIds.join())).toEqual(
      expect.arrayContaining(['a0,a1,a2', 'b0,b1,b2']),
    );
    expect(received[0]?.path).toBe('/v1/batch');
    expect(received[0]?.authorization).toBe(`Basic ${btoa('wk_sec_1:')}`);
  });

  it('sends a short batch as a request of its own, wherever it stands', async () => {
    const { sender } = open({ atOnce: 1 });
    await sender.send([messages('a', 3), messages('b', 1), messages('c', 3), messages('d', 2)]);
    expect(received.map(({ messageIds }) => messageIds.join())).toEqual([
      'a0,a1,a2',
      'b0',
      'c0,c1,c2',
      'd0,d1',
    ]);
  });

  it('has at most so many requests under way', async () => {
    const { sender } = open({ atOnce: 2 });
    await sender.send(Array.from({ length: 12 }, (_, index) => messages(`${index}.`, 3)));
    expect(received).toHaveLength(12);
    expect(mostUnderWay).toBe(2);
  });

  it('counts what is acknowledged', async () => {
    const { sender, acknowledged } = open();
    await sender.send([messages('a', 3), messages('b', 2)]);
    expect(acknowledged.reduce((sum, count) => sum + count, 0)).toBe(5);
  });

  it('sends a batch again with the same messages after an outage', async () => {
    statuses = [503];
    const { sender } = open();
    await sender.send([messages('a', 3)]);
    expect(received.map(({ messageIds }) => messageIds.join())).toEqual(['a0,a1,a2', 'a0,a1,a2']);
  });

  it('fails when the messages are refused', async () => {
    statuses = [401];
    const { sender } = open();
    await expect(sender.send([messages('a', 3)])).rejects.toThrow(/not accepted.*401/);
  });
});

function open({ atOnce = 2 } = {}) {
  const acknowledged: number[] = [];
  const sender = createMessageSender({
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, // a listening TCP server has one
    writeKey: 'wk_sec_1',
    batchSize: 3,
    atOnce,
    onAcknowledged: (count) => acknowledged.push(count),
  });
  return { sender, acknowledged };
}

function messages(prefix: string, count: number): SampleMessage[] {
  return Array.from({ length: count }, (_, index) => ({
    type: 'page',
    messageId: `${prefix}${index}`,
    anonymousId: 'device',
    timestamp: new Date(0),
    category: 'Shop',
    name: 'Home',
  }));
}

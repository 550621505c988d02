/** A message as an SDK sends it; fields that are undefined are left out when it is printed. */
export type ClientMessage = Readonly<Record<string, unknown>>;

/** A track message of a fresh visitor that any collector accepts. */
export function aMessage(fields: ClientMessage = {}): ClientMessage {
  return {
    type: 'track',
    event: 'Product Viewed',
    messageId: 'm-1',
    anonymousId: 'a-1',
    timestamp: '2026-11-22T10:00:00.000Z',
    properties: { product_id: 'p-1', price: 12.5 },
    ...fields,
  };
}

/** An identify message that names a person. */
export function anIdentify(fields: ClientMessage = {}): ClientMessage {
  return aMessage({
    type: 'identify',
    event: undefined,
    properties: undefined,
    userId: 'u-1',
    traits: { email: 'ada@example.com' },
    ...fields,
  });
}

/** The body of a batch request. */
export function aBatch(messages: readonly unknown[], fields: ClientMessage = {}): string {
  return JSON.stringify({ batch: messages, sentAt: '2026-11-22T10:00:01.000Z', ...fields });
}

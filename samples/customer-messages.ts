import type { Purchase } from './purchase-log.ts';
import type { SampleMessage } from './sample-message.ts';

const MINUTE = 60_000;

/** Who sends the messages. */
export interface Customer {
  readonly id: number;
  readonly userId: string;
  readonly deviceId: string;
  /** Their first order, milliseconds. */
  readonly since: number;
}

/** A purchase with its time of day, which the log does not say. */
export interface Order extends Purchase {
  /** Milliseconds. */
  readonly at: number;
  /** The shop knows the device it was made on. */
  readonly onDevice?: boolean;
}

/** The customer makes an account, minutes before their first order. */
export function signUp(customer: Customer): SampleMessage {
  return identify(customer, { messageId: `${customer.userId}-sign-up`, at: customer.since });
}

/** The customer says who they are on the device they browsed on, just before the order of time `at`. */
export function logIn(customer: Customer, at: number): SampleMessage {
  const { userId, deviceId: anonymousId } = customer;
  return { ...identify(customer, { messageId: `${userId}-log-in`, at }), anonymousId };
}

/** Nobody in particular looks at some pages and a CD, ending minutes before the time `before`. */
export function browse(
  { deviceId }: Customer,
  { before, pages }: { before: number; pages: number },
): SampleMessage[] {
  const views = Array.from(
    { length: pages },
    (_, index): SampleMessage => ({
      type: 'page',
      messageId: `${deviceId}-page-${index + 1}`,
      anonymousId: deviceId,
      timestamp: new Date(before - (10 + pages - index) * MINUTE),
      category: 'Shop',
      name: index === 0 ? 'Home' : 'CDs',
    }),
  );
  const viewed: SampleMessage = {
    type: 'track',
    messageId: `${deviceId}-viewed`,
    anonymousId: deviceId,
    timestamp: new Date(before - 10 * MINUTE),
    event: 'Product Viewed',
    properties: { product_id: 'cd', sku: 'cd', name: 'CD', category: 'Music', currency: 'USD' },
  };
  return [...views, viewed];
}

/** The customer buys: Segment's `Order Completed`. The log has no prices, so `price` is the average CD's. */
export function completeOrder(customer: Customer, order: Order): SampleMessage {
  const orderId = `${customer.userId}-order-${order.number}`;
  const amount = order.cents / 100;
  const price = Math.round(order.cents / order.cds) / 100;
  return {
    type: 'track',
    messageId: orderId,
    userId: customer.userId,
    ...(order.onDevice && { anonymousId: customer.deviceId }),
    timestamp: new Date(order.at),
    event: 'Order Completed',
    properties: {
      order_id: orderId,
      revenue: amount,
      total: amount,
      currency: 'USD',
      products: [
        { product_id: 'cd', sku: 'cd', name: 'CD', category: 'Music', price, quantity: order.cds },
      ],
    },
  };
}

function identify(
  { id, userId, since }: Customer,
  { messageId, at }: { messageId: string; at: number },
): SampleMessage {
  return {
    type: 'identify',
    messageId,
    userId,
    timestamp: new Date(at - MINUTE),
    traits: { email: `customer-${id}@example.com`, createdAt: new Date(since).toISOString() },
  };
}

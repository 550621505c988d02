import {
  browse,
  type Customer,
  completeOrder,
  logIn,
  type Order,
  signUp,
} from './customer-messages.ts';
import type { Purchase } from './purchase-log.ts';
import type { SampleMessage } from './sample-message.ts';

const BROWSING_SHARE = 0.2;
/** Milliseconds after midnight UTC, and how long the shop is busy from then on. */
const OPENS = 8 * 3_600_000;
const OPEN_FOR = 14 * 3_600_000;

/** What one customer does, and what must be known of them in the end. */
export interface CustomerPlan {
  readonly userId: string;
  /** The device they browsed on before anybody knew who they were. */
  readonly deviceId?: string;
  /** They were a customer before they turned up on the device: two profiles that must become one. */
  readonly merges: boolean;
  readonly orders: number;
  /** Cents. */
  readonly revenue: number;
  readonly introductions: readonly SampleMessage[];
  readonly purchases: readonly SampleMessage[];
}

/**
 * Plans one customer's messages from their purchases, oldest first. One in five browses as a stranger on a
 * device and then logs in for an order: for a customer with one order that is how they are met, for the others
 * it is a new device before a later order. From the login on every order names the device too, as a shop's
 * server does, so the outcome does not depend on which message arrives first.
 */
export function planCustomer(
  purchases: readonly Purchase[],
  options: { readonly random: () => number; readonly shiftMs: number },
): CustomerPlan {
  const { random } = options;
  const orders = purchases.map((purchase) => ({
    ...purchase,
    at: purchase.day + options.shiftMs + OPENS + Math.floor(random() * OPEN_FOR),
  }));
  const customer = customerOf(orders);
  const expected = {
    userId: customer.userId,
    orders: orders.length,
    revenue: orders.reduce((sum, { cents }) => sum + cents, 0),
  };
  if (random() >= BROWSING_SHARE) {
    const completed = orders.map((order) => completeOrder(customer, order));
    return {
      ...expected,
      merges: false,
      introductions: [],
      purchases: [signUp(customer), ...completed],
    };
  }
  return { ...expected, ...planBrowser(customer, { orders, random }) };
}

function planBrowser(
  customer: Customer,
  { orders, random }: { orders: readonly Order[]; random: () => number },
): Pick<CustomerPlan, 'deviceId' | 'merges' | 'introductions' | 'purchases'> {
  const later = orders.slice(1);
  const login = later[Math.floor(random() * later.length)];
  const merges = login !== undefined;
  const at = login?.at ?? customer.since;
  const views = browse(customer, { before: at, pages: 1 + Math.floor(random() * 4) });
  const completed = orders.map((order) =>
    completeOrder(customer, { ...order, onDevice: order.at >= at }),
  );
  return {
    deviceId: customer.deviceId,
    merges,
    introductions: merges ? [signUp(customer), ...views] : views,
    purchases: [logIn(customer, at), ...completed],
  };
}

function customerOf(orders: readonly Order[]): Customer {
  const [first] = orders;
  if (!first) throw new Error('a customer has at least one purchase, got none');
  const id = first.customerId;
  const since = Math.min(...orders.map(({ at }) => at));
  return { id, userId: `cdnow-${id}`, deviceId: `cdnow-device-${id}`, since };
}

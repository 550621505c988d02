import { type CustomerPlan, planCustomer } from './customer-plan.ts';
import type { Purchase } from './purchase-log.ts';
import type { SampleMessage } from './sample-message.ts';
import { seededRandom } from './seeded-random.ts';

const DAY_MS = 86_400_000;

/** What the sample may vary in. */
export interface PlanOptions {
  readonly seed: number;
  /** Messages of one request. */
  readonly batchSize: number;
  /** Days added to every date of the log. */
  readonly shiftDays: number;
}

/** The plan every load uses, dates apart. Fewer than 80 messages per person: all of them stay in a profile's ring. */
export const PINNED_PLAN = { seed: 1997, batchSize: 50 } as const;

/** Everything a load sends, and what must be known afterwards. */
export interface SamplePlan {
  /**
   * Strangers browsing, and the customers some of them will turn out to be. All of it must be applied before
   * `purchases`, or a stranger and a customer who have not met yet would have nothing to merge.
   */
  readonly introductions: SendingOrder;
  /** Everybody else logging in, and every order. */
  readonly purchases: SendingOrder;
  /** In the order in which their profiles are complete. */
  readonly customers: readonly ExpectedCustomer[];
}

/** Batches in the order of sending. A batch that is resent stands in it twice. */
export type SendingOrder = readonly (readonly SampleMessage[])[];

/** What a customer's profile must show in the end. */
export type ExpectedCustomer = Omit<CustomerPlan, 'introductions' | 'purchases'>;

/** One batch of so many is sent again, as clients do when a reply is lost. */
const RESENT_ONE_IN = 20;
/** A resend comes at most this many batches later. */
const RESENT_WITHIN = 10;

/** Plans a load of the purchase log. The same options give the same plan, message for message. */
export function planSample(log: readonly Purchase[], options: PlanOptions): SamplePlan {
  const random = seededRandom(options.seed);
  const byCustomer = Map.groupBy(log, ({ customerId }) => customerId);
  const plans = [...byCustomer.values()].map((purchases) =>
    planCustomer(purchases, { random, shiftMs: options.shiftDays * DAY_MS }),
  );
  const order = (messages: SampleMessage[]) =>
    resendSome(inBatches(messages.sort(byTime), options.batchSize), random);
  return {
    introductions: order(plans.flatMap(({ introductions }) => introductions)),
    purchases: order(plans.flatMap(({ purchases }) => purchases)),
    customers: plans
      .sort((a, b) => lastTime(a) - lastTime(b))
      .map(({ introductions, purchases, ...expected }) => expected),
  };
}

/** How many days to add to the log's dates so that its last order falls on the day (UTC) before `now`. */
export function daysToYesterday(log: readonly Purchase[], now: number): number {
  const last = Math.max(...log.map(({ day }) => day));
  return Math.floor(now / DAY_MS) - 1 - last / DAY_MS;
}

function lastTime({ purchases }: CustomerPlan): number {
  return Math.max(...purchases.map(({ timestamp }) => timestamp.getTime()));
}

function byTime(a: SampleMessage, b: SampleMessage): number {
  return a.timestamp.getTime() - b.timestamp.getTime();
}

function inBatches(messages: readonly SampleMessage[], size: number): SampleMessage[][] {
  return Array.from({ length: Math.ceil(messages.length / size) }, (_, index) =>
    messages.slice(index * size, (index + 1) * size),
  );
}

function resendSome<T>(batches: readonly T[], random: () => number): T[] {
  const places = batches.map((batch, at) => ({ batch, at }));
  for (let start = 0; start < batches.length; start += RESENT_ONE_IN) {
    const place =
      places[start + Math.floor(random() * Math.min(RESENT_ONE_IN, batches.length - start))];
    const later = 1 + Math.floor(random() * RESENT_WITHIN);
    if (place) places.push({ ...place, at: place.at + later });
  }
  return places.sort((a, b) => a.at - b.at).map(({ batch }) => batch);
}

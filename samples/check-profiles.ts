import * as z from 'zod/mini';
import type { ExpectedCustomer } from './cdnow-plan.ts';
import { SampleError } from './sample-error.ts';
import type { TributaryClient } from './tributary-client.ts';
import { untilEach } from './until-each.ts';

const PATIENCE_MS = 60_000;

const Profile = z.object({
  profileId: z.string(),
  identifiers: z.array(z.object({ type: z.string(), value: z.string() })),
  traits: z.object({ order_count: z.optional(z.number()), revenue: z.optional(z.number()) }),
});

/** What the profiles of the sample add up to, as the profile API shows them. */
export interface ProfileTotals {
  readonly profiles: number;
  readonly orders: number;
  /** Cents. */
  readonly revenue: number;
}

/** Waits until each identifier (`type:value`) leads to a profile. Throws `SampleError` when one never does. */
export async function untilKnown(
  client: TributaryClient,
  identifiers: readonly string[],
): Promise<void> {
  await untilEach(identifiers, {
    ask: (identifier) => findProfile(client, identifier),
    patienceMs: PATIENCE_MS,
    onTimeout: (identifier) => new SampleError(`no profile of ${identifier} appeared`),
  });
}

/**
 * Waits until every customer's profile shows exactly their orders and their device, and adds the profiles up.
 * Throws `SampleError` when one does not get there.
 */
export async function checkProfiles(
  client: TributaryClient,
  customers: readonly ExpectedCustomer[],
): Promise<ProfileTotals> {
  const profiles = await untilEach(customers, {
    async ask(customer) {
      const profile = await findProfile(client, `userId:${customer.userId}`);
      return profile && isAsExpected(profile, customer) ? profile : undefined;
    },
    patienceMs: PATIENCE_MS,
    onTimeout: ({ userId, orders }) =>
      new SampleError(`the profile of ${userId} did not come to show exactly its ${orders} orders`),
  });
  const sum = (of: (traits: (typeof profiles)[number]['traits']) => number | undefined) =>
    profiles.reduce((total, { traits }) => total + (of(traits) ?? 0), 0);
  return {
    profiles: new Set(profiles.map(({ profileId }) => profileId)).size,
    orders: sum(({ order_count }) => order_count),
    revenue: sum(({ revenue = 0 }) => Math.round(revenue * 100)),
  };
}

async function findProfile(client: TributaryClient, identifier: string) {
  const { status, body } = await client.get(`/v1/profiles/${encodeURIComponent(identifier)}`);
  return status === 200 ? Profile.parse(body) : undefined;
}

function isAsExpected(profile: z.infer<typeof Profile>, customer: ExpectedCustomer): boolean {
  const { order_count, revenue } = profile.traits;
  const devices = profile.identifiers.filter(({ type }) => type === 'anonymousId');
  return (
    order_count === customer.orders &&
    revenue === customer.revenue / 100 &&
    devices.map(({ value }) => value).join() === (customer.deviceId ?? '')
  );
}

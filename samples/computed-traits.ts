import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod/mini';
import { SampleError } from './sample-error.ts';
import type { TributaryClient } from './tributary-client.ts';

const PATH = '/v1/admin/computed-traits';

/** What the sample has counted on every profile. */
const COMPUTED_TRAITS = [
  {
    key: 'order_count',
    name: 'Orders',
    description: 'How many orders the customer completed',
    definition: { type: 'count', event: 'Order Completed' },
  },
  {
    key: 'revenue',
    name: 'Revenue',
    description: 'What all orders of the customer add up to, USD',
    definition: { type: 'sum', event: 'Order Completed', property: 'revenue' },
  },
] as const;

const Existing = z.object({ definition: z.unknown() });

/**
 * Creates the computed traits `order_count` and `revenue`; ones that exist already are left as they are. Throws
 * `SampleError` where one exists that computes something else. They are in force once resolve has read its
 * config again.
 */
export async function createComputedTraits(client: TributaryClient): Promise<void> {
  for (const computedTrait of COMPUTED_TRAITS) {
    const { status } = await client.post(PATH, computedTrait);
    if (status === 201) continue;
    if (status === 409) await requireSame(client, computedTrait);
    else throw new SampleError(`creating '${computedTrait.key}' was answered with ${status}`);
  }
}

async function requireSame(
  client: TributaryClient,
  wanted: (typeof COMPUTED_TRAITS)[number],
): Promise<void> {
  const { body } = await client.get(`${PATH}/${wanted.key}`);
  const existing = Existing.safeParse(body);
  if (existing.success && isDeepStrictEqual(existing.data.definition, wanted.definition)) return;
  throw new SampleError(
    `computed trait '${wanted.key}' exists and computes something else; delete it first`,
  );
}

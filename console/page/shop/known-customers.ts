import { type Api, ApiError } from '../api.ts';
import { type Account, SAMPLE_CUSTOMERS } from './account.ts';
import type { KnownCustomer } from './login-page.ts';

/** Looks up which of the sample's customers this workspace knows; none where the sample was not loaded. */
export async function findKnownCustomers(api: Api): Promise<readonly KnownCustomer[]> {
  const known: KnownCustomer[] = [];
  for (const account of SAMPLE_CUSTOMERS) {
    const customer = await lookUp(account, api);
    // They come together or not at all.
    if (!customer) return known;
    known.push(customer);
  }
  return known;
}

async function lookUp(account: Account, api: Api): Promise<KnownCustomer | undefined> {
  try {
    const { traits } = await api.get<{ traits: Readonly<Record<string, unknown>> }>(
      `/v1/profiles/userId:${account.userId}`,
    );
    const orders = traits.order_count;
    return { ...account, about: orders ? `${orders} orders so far` : 'from the sample' };
  } catch (error) {
    if (error instanceof ApiError) return undefined;
    throw error;
  }
}

import type { SamplePlan } from './cdnow-plan.ts';
import type { ProfileTotals } from './check-profiles.ts';

/** What a load did, in lines for people. `took` in seconds from the start. */
export function summarize(
  plan: SamplePlan,
  { totals, took }: { totals: ProfileTotals; took: { acknowledged: number; visible: number } },
): string[] {
  const sent = [...plan.introductions, ...plan.purchases].flat();
  const messages = new Set(sent.map(({ messageId }) => messageId)).size;
  const strangers = plan.customers.filter(({ deviceId }) => deviceId);
  const merges = plan.customers.filter((customer) => customer.merges).length;
  return [
    `${count(sent.length)} messages in ${took.acknowledged.toFixed(1)} s, ` +
      `${count(Math.round(sent.length / took.acknowledged))} a second; ` +
      `all on profiles after ${took.visible.toFixed(1)} s`,
    `${count(sent.length - messages)} of them sent twice, counted once`,
    `${count(strangers.length)} customers browsed as strangers first: ` +
      `${count(merges)} merged with the customer they turned out to be`,
    `✓ ${count(totals.profiles)} profiles add up to ${count(totals.orders)} orders ` +
      `and ${dollars(totals.revenue)} USD`,
  ];
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}

function dollars(cents: number): string {
  return (cents / 100).toLocaleString('en-US', { minimumFractionDigits: 2 });
}

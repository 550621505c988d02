import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { daysToYesterday, PINNED_PLAN, planSample, type SamplePlan } from './cdnow-plan.ts';
import { checkProfiles, untilKnown } from './check-profiles.ts';
import { createComputedTraits } from './computed-traits.ts';
import { createMessageSender } from './message-sender.ts';
import { createProgress } from './progress.ts';
import { parsePurchaseLog } from './purchase-log.ts';
import { SampleError } from './sample-error.ts';
import { parseSampleOptions, type SampleOptions } from './sample-options.ts';
import { summarize } from './summarize.ts';
import { createTributaryClient } from './tributary-client.ts';

const LOG = path.join(import.meta.dirname, 'cdnow', 'cdnow_sample_transactions.csv');
/** Resolve reads its config again after this many seconds: as `infra/config.ts` has it, locally and deployed. */
const CONFIG_POLL_SECONDS = { local: 1, deployed: 30 } as const;
const REQUESTS_AT_ONCE = 4;

/** Loads the CDNOW purchase log through the public endpoint and checks what became of it. */
async function main(): Promise<void> {
  const options = parseSampleOptions(process.argv.slice(2));
  const log = parsePurchaseLog(readFileSync(LOG, 'utf8'));
  const shiftDays = options.originalDates ? 0 : daysToYesterday(log, Date.now());
  const plan = planSample(log, { ...PINNED_PLAN, shiftDays });
  const client = createTributaryClient(options);
  const started = performance.now();
  await createComputedTraits(client);
  // counts start with the orders: introductions may go ahead meanwhile
  const inForce = pause(2000 * pollSeconds(options.url));
  const total = [...plan.introductions, ...plan.purchases].flat().length;
  const progress = createProgress({ total, output: process.stdout, now: () => performance.now() });
  const sender = createMessageSender({
    ...{ url: options.url, writeKey: options.writeKey, batchSize: PINNED_PLAN.batchSize },
    atOnce: REQUESTS_AT_ONCE,
    onAcknowledged: progress.add,
  });
  await sender.send(plan.introductions);
  await untilKnown(client, introduced(plan));
  await inForce;
  await sender.send(plan.purchases);
  const acknowledged = performance.now();
  progress.say('all sent; waiting until every profile shows its orders');
  const totals = await checkProfiles(client, plan.customers);
  progress.end();
  const seconds = (at: number) => (at - started) / 1000;
  const took = { acknowledged: seconds(acknowledged), visible: seconds(performance.now()) };
  for (const line of summarize(plan, { totals, took })) console.log(`  ${line}`);
}

function introduced({ customers }: SamplePlan): string[] {
  return customers.flatMap(({ userId, deviceId, merges }) => [
    ...(deviceId ? [`anonymousId:${deviceId}`] : []),
    ...(merges ? [`userId:${userId}`] : []),
  ]);
}

function pollSeconds(url: SampleOptions['url']): number {
  const isLocal = ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname);
  return isLocal ? CONFIG_POLL_SECONDS.local : CONFIG_POLL_SECONDS.deployed;
}

// `npm start` holds a channel to this process; once it closes, nobody waits for the sample any more.
process.once('disconnect', () => process.exit(1));
process.channel?.unref();
try {
  await main();
} catch (error) {
  if (!(error instanceof SampleError)) throw error;
  console.error(`\nsample: ${error.message}`);
  process.exit(1);
}

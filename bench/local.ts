/**
 * How fast the laptop cloud is on this machine: `npm run bench:local`. Starts what `npm start` starts, as a
 * process of its own on a temporary directory, and measures through the public endpoint, from the same cores.
 * "Applied" means readable on the profile, not just acknowledged.
 */
import { availableParallelism, loadavg } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import type { Credentials } from '../local/credentials.ts';
import { createTributaryClient } from '../samples/tributary-client.ts';
import { startLaptop } from '../test/journeys/laptop.ts';
import {
  COUNTED_EVENT,
  fetchClient,
  type LoadClient,
  makeLoad,
  segmentClient,
} from './local-load.ts';
import { createProfileProbe } from './local-probe.ts';

const COUNT = 'bench_count';
const MESSAGES_EACH = 10;
const PROBES = 100;
/** Resolve reads its config again every second. */
const IN_FORCE_MS = 2_000;
/** The bars of issue 2: batches of 20, applied; and POST to visible profile at idle. */
const BARS = { messagesPerSecond: 1_000, medianMs: 50 };

// other work on the machine slows everything below
const [loadBefore = 0] = loadavg();
const laptop = await startLaptop();
try {
  const { credentials } = laptop;
  await countEvents(credentials);
  console.log(
    `Node ${process.versions.node}, ${availableParallelism()} cores that the client shares, window 0; ` +
      `load average before the start ${loadBefore.toFixed(1)}.`,
  );
  console.log('Every message changes its profile; batches mix people nobody has met before.');
  await measureRates(credentials);
  await measureLatency(credentials);
} finally {
  await laptop.remove();
}

async function countEvents(credentials: Credentials): Promise<void> {
  const definition = { type: 'count', event: COUNTED_EVENT };
  const client = createTributaryClient(credentials);
  await client.post('/v1/admin/computed-traits', { key: COUNT, definition });
  await pause(IN_FORCE_MS);
}

async function measureRates(credentials: Credentials): Promise<void> {
  const twenty = { batchSize: 20, atOnce: 4 };
  const one = { batchSize: 1, atOnce: 8 };
  const measure = (client: LoadClient, load: { run: string; people: number }) =>
    measureRate(client, { ...load, credentials });
  // starts the workers and warms them up
  await measure(fetchClient(credentials, twenty), { run: 'warm', people: 100 });
  const inBatches = [
    await measure(segmentClient(credentials, twenty), { run: 'sdk', people: 1_000 }),
    await measure(fetchClient(credentials, twenty), { run: 'fetch', people: 1_000 }),
  ];
  const single = await measure(fetchClient(credentials, one), { run: 'single', people: 300 });
  for (const { line } of [...inBatches, single]) console.log(`  ${line}`);
  judge(
    inBatches.every(({ applied }) => applied >= BARS.messagesPerSecond),
    `${BARS.messagesPerSecond} messages/s applied in batches of 20`,
  );
}

/** Messages applied a second, and the whole result as a line. */
async function measureRate(
  client: LoadClient,
  options: { run: string; people: number; credentials: Credentials },
): Promise<{ applied: number; line: string }> {
  const load = makeLoad({ ...options, messagesEach: MESSAGES_EACH });
  const started = performance.now();
  await client.send(load.messages);
  const acknowledgedAt = performance.now();
  const appliedAt = await createProfileProbe(options.credentials).untilApplied(load, COUNT);
  const perSecond = (at: number) => Math.round(load.messages.length / ((at - started) / 1000));
  const applied = perSecond(appliedAt);
  const rates = `${perSecond(acknowledgedAt)}/s acknowledged, ${applied}/s applied`;
  return { applied, line: `${client.name}: ${load.messages.length} messages, ${rates}` };
}

async function measureLatency(credentials: Credentials): Promise<void> {
  const latencies = await createProfileProbe(credentials).latencies(PROBES);
  const sorted = latencies.sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(PROBES * share)] ?? Number.NaN;
  console.log(
    `  POST to visible profile, idle, ${PROBES} times: ` +
      `p50 ${at(0.5).toFixed(1)} ms, p95 ${at(0.95).toFixed(1)} ms`,
  );
  judge(at(0.5) <= BARS.medianMs, `p50 of ${BARS.medianMs} ms from POST to visible profile`);
}

function judge(isMet: boolean, bar: string): void {
  console.log(`  ${isMet ? '✓' : '✗ missed:'} ${bar}`);
}

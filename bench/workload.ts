import type { Envelope } from '../shared/collect/envelope.ts';

/**
 * The pinned workload of the cost bench: web events of sessions, by the session model of the performance
 * reference. Sessions start as a Poisson process, belong to people by Zipf's law, hold a geometric number of
 * events, and leave lognormal gaps between them. The same seed gives the same events.
 */
export interface WorkloadOptions {
  readonly events: number;
  readonly seed: number;
  readonly people: number;
  /** Exponent of Zipf's law: person k has weight 1 / k^zipf. */
  readonly zipf: number;
  readonly meanSessionEvents: number;
  readonly medianGapSeconds: number;
  readonly gapSigma: number;
  readonly eventsPerSecond: number;
  /** Share of events that a computed trait counts. */
  readonly relevant: number;
}

/** The workload every published figure uses. */
export const PINNED: WorkloadOptions = {
  events: 500_000,
  seed: 42,
  people: 2_000_000,
  zipf: 0.9,
  meanSessionEvents: 12,
  medianGapSeconds: 8,
  gapSigma: 1,
  eventsPerSecond: 1_157,
  relevant: 0.31,
};

/** One event of the workload: who, when (milliseconds from the start) and whether a computed trait counts it. */
export interface WorkloadEvent {
  readonly person: number;
  readonly at: number;
  readonly relevant: boolean;
}

/** All events in order of time. Deterministic. */
export function generateWorkload(options: WorkloadOptions): WorkloadEvent[] {
  const random = mulberry32(options.seed);
  const personOf = zipfSampler(options, random);
  const events: WorkloadEvent[] = [];
  const sessionsPerMs = options.eventsPerSecond / options.meanSessionEvents / 1000;
  let start = 0;
  // Sessions are generated past the end of the wanted span, then the first `events` in time are kept.
  while (events.length < options.events * 1.5) {
    start += -Math.log(1 - random()) / sessionsPerMs;
    const person = personOf();
    let at = start;
    do {
      events.push({ person, at: Math.round(at), relevant: random() < options.relevant });
      at += options.medianGapSeconds * 1000 * Math.exp(options.gapSigma * gaussian(random));
    } while (random() < 1 - 1 / options.meanSessionEvents);
  }
  return events.sort((a, b) => a.at - b.at).slice(0, options.events);
}

const START = Date.parse('2026-01-01T00:00:00Z');
const RELEVANT_EVENTS = ['Product Added', 'Order Completed', 'Signed Up'];
const OTHER_EVENTS = [
  'Product Viewed',
  'Product Clicked',
  'Products Searched',
  'Product List Viewed',
];

/** The event as a web SDK sends it, about 840 bytes, already in its envelope. */
export function workloadEnvelope(event: WorkloadEvent, at: number): Envelope {
  const names = event.relevant ? RELEVANT_EVENTS : OTHER_EVENTS;
  const anonymousId = `${hex(event.person, 8)}-0000-4000-8000-${hex(event.person * 7919, 12)}`;
  const timestamp = new Date(START + event.at).toISOString();
  const messageId = `ajs-next-${START + event.at}-${hex(at, 8)}-0000-4000-8000-000000000000`;
  return {
    v: 1,
    messageId,
    type: 'track',
    receivedAt: timestamp,
    sentAt: timestamp,
    timestamp,
    originalTimestamp: START + event.at,
    source: 'default-web',
    kind: 'public',
    trust: 'standard',
    mode: 'live',
    partition: `anonymousId:${anonymousId}`,
    message: JSON.stringify({
      timestamp,
      messageId,
      anonymousId,
      type: 'track',
      event: names[at % names.length],
      properties: {
        product_id: `sku-${at % 977}`,
        name: 'Single origin filter, whole bean, 250 g',
        category: 'coffee/filter',
        price: 12.5,
        revenue: 12.5,
        quantity: 1,
        currency: 'USD',
      },
      context: {
        page: {
          path: '/products/filter',
          referrer: 'https://www.example.com/',
          search: '?utm_source=newsletter',
          title: 'Single origin filter | Meridian',
          url: 'https://shop.example.com/products/filter?utm_source=newsletter',
        },
        userAgent:
          'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
        locale: 'en-US',
        timezone: 'Europe/Paris',
        library: { name: 'analytics.js', version: 'npm:next-1.84.3' },
      },
      integrations: {},
    }),
  };
}

/** Milliseconds since the epoch of the workload's first instant. */
export const WORKLOAD_START = START;

function hex(value: number, width: number): string {
  return value.toString(16).padStart(width, '0');
}

/** A small seeded generator (mulberry32, public domain, Tommy Ettinger). */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Standard normal, by Box and Muller. */
function gaussian(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

function zipfSampler(options: WorkloadOptions, random: () => number): () => number {
  const cumulative = new Float64Array(options.people);
  let total = 0;
  for (let person = 0; person < options.people; person += 1) {
    total += (person + 1) ** -options.zipf;
    cumulative[person] = total;
  }
  return () => {
    const wanted = random() * total;
    let [low, high] = [0, options.people - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((cumulative[middle] ?? 0) < wanted) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}

import { type Analytics, AnalyticsBrowser } from '@segment/analytics-next';

/** A call of the SDK, as the shop made it. */
export interface SdkCall {
  readonly method: 'track' | 'identify' | 'page' | 'reset';
  readonly args: readonly unknown[];
}

/** The SDK as the shop uses it, and what the rest of the page may know of it. */
export interface Tracker {
  track(event: string, properties: Readonly<Record<string, unknown>>): void;
  identify(userId: string, traits: Readonly<Record<string, unknown>>): void;
  page(category: string, name: string): void;
  /** Forgets who the visitor is: the next message is a stranger's. */
  reset(): void;
  /** The visitor, as every message names them. `hasSpoken` once a message of theirs was taken. */
  visitor(): { readonly anonymousId: string; readonly hasSpoken: boolean };
  /** The name or e-mail address of who is logged in, also from an earlier visit; undefined for strangers. */
  loggedInAs(): string | undefined;
  /** Whether this page sent the message. */
  hasSent(messageId: string): boolean;
}

/** Who hears of the shop's calls. */
export interface TrackerEvents {
  onCall(call: SdkCall): void;
  /** What the API knows of the visitor may have changed. */
  onDelivered(): void;
  /** A call was refused for good. What fails for now the SDK repeats by itself. */
  onRefused(reason: string): void;
}

/** Segment's own browser SDK, unmodified, from this page's bundle, pointed at this page's origin. */
export async function loadTracker(writeKey: string, events: TrackerEvents): Promise<Tracker> {
  const [analytics] = await AnalyticsBrowser.load(
    { writeKey, cdnURL: location.origin },
    {
      integrations: {
        'Segment.io': {
          apiHost: `${location.host}/v1`,
          protocol: location.protocol === 'http:' ? 'http' : 'https',
        },
      },
    },
  );
  analytics.on('error', ({ reason }: { reason: Error }) => events.onRefused(reason.message));
  const sent = new Set<string>();
  await analytics.addSourceMiddleware(({ payload, next }) => {
    if (payload.obj.messageId) sent.add(payload.obj.messageId);
    next(payload);
  });
  return { ...callsOf(analytics, events), hasSent: (messageId) => sent.has(messageId) };
}

function callsOf(analytics: Analytics, events: TrackerEvents): Omit<Tracker, 'hasSent'> {
  const anonymousId = () => analytics.user().anonymousId() ?? '';
  let speaker: string | undefined;

  function announce(call: SdkCall, delivered: Promise<unknown>): void {
    const visitor = anonymousId();
    events.onCall(call);
    void delivered.then(() => {
      speaker = visitor;
      events.onDelivered();
    });
  }

  return {
    track: (...args) => announce({ method: 'track', args }, analytics.track(...args)),
    identify: (...args) => announce({ method: 'identify', args }, analytics.identify(...args)),
    page: (...args) => announce({ method: 'page', args }, analytics.page(...args)),
    reset() {
      events.onCall({ method: 'reset', args: [] });
      analytics.reset();
      events.onDelivered();
    },
    visitor: () => ({ anonymousId: anonymousId(), hasSpoken: anonymousId() === speaker }),
    loggedInAs() {
      const { name, email } = analytics.user().traits() ?? {};
      return analytics.user().id() ? (name ?? email ?? undefined) : undefined;
    },
  };
}

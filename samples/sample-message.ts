interface Common {
  /** The same on every run, so that running the sample twice changes nothing. */
  readonly messageId: string;
  readonly timestamp: Date;
}

type Named =
  | { readonly userId: string; readonly anonymousId?: string }
  | { readonly userId?: undefined; readonly anonymousId: string };

/** One call of the sample, in the shape Segment's Node library takes for its method `type`. */
export type SampleMessage = Common & Named & (Identify | Track | Page);

interface Identify {
  readonly type: 'identify';
  readonly traits: { readonly email: string; readonly createdAt: string };
}

interface Track {
  readonly type: 'track';
  readonly event: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

interface Page {
  readonly type: 'page';
  readonly category: string;
  readonly name: string;
}

/** A profile as `GET /v1/profiles/{type}:{value}?include=details` shows it (docs/api.md). */
export interface Profile {
  readonly profileId: string;
  readonly identifiers: readonly ProfileIdentifier[];
  readonly traits: Readonly<Record<string, TraitDetails>>;
  readonly firstSeen: string | null;
  readonly lastSeen: string | null;
}

export interface ProfileIdentifier {
  readonly type: string;
  readonly value: string;
  /** False for an e-mail or phone that only a public source has claimed. */
  readonly verified: boolean;
  readonly joinedAt: string;
}

export interface TraitDetails {
  readonly value: unknown;
  /** A source's id, or `computed`. */
  readonly source: string;
}

/** One of a profile's latest events. */
export interface RecentEvent {
  readonly type: string;
  readonly event: string | null;
  readonly timestamp: string;
}

/** The visitor of the shop and what is known of them; no profile while nothing has arrived. */
export interface Visitor {
  readonly anonymousId: string;
  readonly profile?: Profile;
  readonly events: readonly RecentEvent[];
}

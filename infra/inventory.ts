import type { StageConfig } from './config.ts';

/** What one store holds about people. Erasure and access requests are answered from this list. */
export interface StoreEntry {
  /** The personal data in it; empty when there is none. */
  readonly personalData: readonly string[];
  /** How to find one person's data in it. */
  readonly key: string;
  /** How long it stays when nobody asks for its erasure. */
  readonly kept: string;
}

const NO_PERSONAL_DATA = { personalData: [], key: 'none' } as const;
const BACKUPS = 'point-in-time recovery keeps 35 days of changes besides';

/**
 * Every store of the app, by the path of its construct. A test fails when a template has a store that is
 * missing here, so that nobody can add a place for people to hide without saying so.
 */
export function inventory(config: StageConfig): Readonly<Record<string, StoreEntry>> {
  const logs: StoreEntry = {
    ...NO_PERSONAL_DATA,
    kept: `${config.logDays} days; holds ids, codes and counts, see shared/telemetry/log.ts`,
  };
  return {
    Profiles: {
      personalData: [
        'identifiers (user id, anonymous id, email, phone) as values and as keyed hashes',
        'traits and computed traits',
        'names, times and properties of recent events',
        'hashes of recent message ids',
        'the state of absorbed profiles, in merge records',
      ],
      key: 'profileId; found by HMAC of type and value through the identifier items',
      kept: `until erased, hashes of message ids 30 days; changes stay 24 hours in the table's stream; ${BACKUPS}`,
    },
    Config: {
      personalData: ['names of principals in tokens and in the audit trail'],
      key: 'principal',
      kept: `until deleted, kept replies of idempotent calls until their ttl; ${BACKUPS}`,
    },
    Messages: {
      personalData: ['whole messages, with address and user agent of the sender'],
      key: 'none: read in order, by key bucket',
      kept: `${config.streamRetentionHours} hours, then gone; cannot be erased earlier`,
    },
    Lake: {
      personalData: [
        'whole messages, with address and user agent of the sender (raw/)',
        'which identifiers led each message to which profile (resolved/)',
      ],
      key: 'none: partitioned by hour of arrival',
      kept: 'until erased, then seven days as an old version',
    },
    Quarantine: {
      personalData: ['whole messages that could not be used, and batches that outlived the stream'],
      key: 'none: partitioned by hour of arrival',
      kept: `${config.quarantineDays} days, then seven days as an old version`,
    },
    IdentifierKey: {
      ...NO_PERSONAL_DATA,
      kept: 'for good: with it and a guess, an identifier hash can be recognised',
    },
    'Resolve/CompactMergeFailures': {
      ...NO_PERSONAL_DATA,
      kept: '14 days; holds positions in the stream of the profiles table, not its items',
    },
    'Edge/AccessLog': {
      ...NO_PERSONAL_DATA,
      kept: `${config.logDays} days; holds routes instead of paths, and no addresses`,
    },
    'Collect/Collect/Log': logs,
    'Collect/Tail/Log': logs,
    'Lake/Archive/Log': logs,
    'Resolve/Resolve/Log': logs,
    'Resolve/CompactMerge/Log': logs,
    'Profile/ProfileApi/Log': logs,
    'Profile/ComputedTraitsApi/Log': logs,
    'Govern/Status/Log': logs,
    'Govern/Bootstrap/Log': logs,
    'Console/Console/Log': logs,
  };
}

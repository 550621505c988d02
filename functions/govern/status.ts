import { requireScope } from '../../shared/govern/principal.ts';
import type { Route } from '../../shared/http/api-handler.ts';
import { jsonReply } from '../../shared/http/api-reply.ts';
import { authenticate } from '../../shared/http/authenticate.ts';
import type { Clock } from '../../shared/kernel/clock.ts';
import { BadRequestError } from '../../shared/kernel/errors.ts';
import type { MetricStore } from '../../shared/stores/metric-store.ts';
import type { TokenStore } from '../../shared/stores/token-store.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** As far back as CloudWatch keeps what it is asked for. */
const KEPT_DAYS = 455;

const METRICS = [
  'MessagesAccepted',
  'MessagesArchived',
  'MessagesApplied',
  'MessagesDuplicate',
  'MessagesQuarantined',
  'MessagesUnstorable',
  'MessagesUnattributed',
  'ProfilesCreated',
  'ProfilesMerged',
  'IdentifiersRefused',
] as const;

/** What the status call needs. */
export interface StatusStores {
  readonly tokens: TokenStore;
  readonly metrics: MetricStore;
  readonly clock: Clock;
}

/**
 * `GET /v1/admin/status?since=2026-01-01`: what came in and what became of it, from whole days of metrics.
 * Operational counters, not an audit: they lag by minutes, and a batch that was tried twice may count twice.
 */
export function status({ tokens, metrics, clock }: StatusStores): Route {
  return async (request) => {
    requireScope(
      await authenticate({ authorization: request.headers.authorization, tokens }),
      'admin:read',
    );
    const now = clock.now();
    const since = startOf(request.query.since, now);
    const sums = await metrics.sums(METRICS, { since, until: now });
    return jsonReply({
      messages: {
        accepted: sums.MessagesAccepted,
        archived: sums.MessagesArchived,
        applied: sums.MessagesApplied,
        duplicate: sums.MessagesDuplicate,
        quarantined: sums.MessagesQuarantined,
        unattributed: sums.MessagesUnattributed,
        unstorable: sums.MessagesUnstorable,
      },
      profiles: {
        created: sums.ProfilesCreated,
        merged: sums.ProfilesMerged,
        current: sums.ProfilesCreated - sums.ProfilesMerged,
      },
      identifiersRefused: sums.IdentifiersRefused,
      since: new Date(since).toISOString(),
      asOf: new Date(now).toISOString(),
    });
  };
}

/** Midnight (UTC) of the day asked for, or of the oldest day that is kept. */
function startOf(text: string | undefined, now: number): number {
  const oldest = Math.ceil((now - KEPT_DAYS * DAY_MS) / DAY_MS) * DAY_MS;
  if (text === undefined) return oldest;
  const asked = Date.parse(`${text}T00:00:00.000Z`);
  const exists = Number.isFinite(asked) && new Date(asked).toISOString().startsWith(text);
  if (exists && asked <= now) return Math.max(asked, oldest);
  throw new BadRequestError('invalid_query', 'since is not a past date such as 2026-01-31');
}

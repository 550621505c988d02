import type { StreamRecord } from '../../shared/collect/pack-records.ts';
import type { Clock } from '../../shared/kernel/clock.ts';
import type { MessageStream } from '../../shared/stores/message-stream.ts';
import { errorFields, type Logger } from '../../shared/telemetry/log.ts';

const MAX_ATTEMPTS = 4;

/** Milliseconds; the ceiling of the pause doubles with each attempt: 50, 100, 200. */
const FIRST_PAUSE_MS = 50;

/** Milliseconds one attempt may take: a call to Kinesis, ended by its client after three seconds, and its pause. */
const ATTEMPT_MS = 3_500;

/** What putting needs besides the records; `random` gives 0 to 1. */
export interface PutOptions {
  readonly clock: Clock;
  readonly stream: MessageStream;
  readonly pause: (milliseconds: number) => Promise<void>;
  readonly random: () => number;
  readonly log: Logger;
}

/**
 * Puts records until the stream has each of them, trying again only what it refused, with pauses of random
 * length so that refused callers do not come back together. Returns how many are left: 0 means the
 * stream has everything. A call that failed as a whole counts as refused: its records may arrive twice.
 *
 * No attempt is begun that could last beyond `deadline` (milliseconds since the epoch): a client that is
 * told 503 sends again at once, one that waits for a function that was ended only times out.
 */
export async function putRecords(
  records: readonly StreamRecord[],
  options: PutOptions & { readonly deadline: number },
): Promise<number> {
  let left = records;
  for (let attempt = 1; left.length > 0 && attempt <= MAX_ATTEMPTS; attempt += 1) {
    if (options.clock.now() + ATTEMPT_MS > options.deadline) break;
    if (attempt > 1) await options.pause(pauseBefore(attempt) * options.random());
    left = await putOnce(left, options);
  }
  return left.length;
}

async function putOnce(
  records: readonly StreamRecord[],
  { stream, log }: PutOptions,
): Promise<readonly StreamRecord[]> {
  try {
    return await stream.put(records);
  } catch (error) {
    log.warn('stream_call_failed', { records: records.length, ...errorFields(error) });
    return records;
  }
}

function pauseBefore(attempt: number): number {
  return FIRST_PAUSE_MS * 2 ** (attempt - 2);
}

import { setTimeout as pause } from 'node:timers/promises';
import type { Credentials } from '../local/credentials.ts';
import type { Load } from './local-load.ts';

/** Asking costs processor time that the measured lack: not more often than needed for a load of seconds. */
const POLL_MS = 100;
/** Between two probes, so that each finds the cloud idle. */
const REST_MS = 100;

type Traits = Readonly<Record<string, unknown>>;

/** Reads profiles through the public API, as a client that waits for them would. */
export interface ProfileProbe {
  /**
   * Waits until every person's computed trait `key` counts all their messages. Returns the moment
   * (`performance.now()`) the last one was seen to get there; those that were there already when first asked
   * take no time.
   */
  untilApplied(load: Load, key: string): Promise<number>;
  /** Milliseconds from sending an identify to its trait being readable, `probes` times, one after the other. */
  latencies(probes: number): Promise<number[]>;
}

/** A probe with the admin token and the secret write key. */
export function createProfileProbe(credentials: Credentials): ProfileProbe {
  const { url, adminToken, secretWriteKey } = credentials;
  const traitsOf = async (userId: string): Promise<Traits> => {
    const headers = { authorization: `Bearer ${adminToken}` };
    const response = await fetch(`${url}/v1/profiles/userId:${userId}`, { headers });
    const body: unknown = await response.json();
    return isProfile(body) ? body.traits : {};
  };
  const identify = async (userId: string, traits: Traits) => {
    const headers = { authorization: `Basic ${btoa(`${secretWriteKey}:`)}` };
    const body = JSON.stringify({ userId, traits });
    const response = await fetch(`${url}/v1/identify`, { method: 'POST', headers, body });
    if (!response.ok) throw new Error(`identify must be accepted, got ${response.status}`);
    await response.text();
  };
  return {
    async untilApplied({ people, messagesEach }, key) {
      let appliedAt = performance.now();
      // whoever was sent last is most likely applied last: waiting for them costs the fewest requests
      for (const userId of people.toReversed()) {
        while ((await traitsOf(userId))[key] !== messagesEach) {
          await pause(POLL_MS);
          appliedAt = performance.now();
        }
      }
      return appliedAt;
    },
    async latencies(probes) {
      const measured: number[] = [];
      for (let step = 0; step < probes; step += 1) {
        const started = performance.now();
        await identify('bench-probe', { step });
        while ((await traitsOf('bench-probe')).step !== step);
        measured.push(performance.now() - started);
        await pause(REST_MS);
      }
      return measured;
    },
  };
}

function isProfile(body: unknown): body is { traits: Traits } {
  return typeof body === 'object' && body !== null && 'traits' in body;
}

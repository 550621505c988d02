import type { Envelope } from '../../shared/collect/envelope.ts';
import { anEnvelope } from './envelope.ts';
import { RESOLVED_AT } from './resolver.ts';

let messages = 0;

/** A message of its own: the next id, a second after the one before, in its visitor's partition. */
export function aMessageOf(body: Record<string, unknown>, given: Partial<Envelope> = {}): Envelope {
  messages += 1;
  const originalTimestamp = RESOLVED_AT + messages * 1000;
  return anEnvelope(
    {
      messageId: `m${messages}`,
      timestamp: new Date(originalTimestamp).toISOString(),
      originalTimestamp,
      partition: String(body.anonymousId ?? body.userId),
      ...given,
    },
    body,
  );
}

/** An order of a person. */
export const anOrder = (ids: Record<string, string>, revenue: number) =>
  aMessageOf({ ...ids, event: 'Order Completed', properties: { revenue } });

import type { Envelope } from '../../shared/collect/envelope.ts';
import { aMessage, type ClientMessage } from './message.ts';

/** An envelope as collect writes it, around `message` (default: a track message of visitor a-1). */
export function anEnvelope(fields: Partial<Envelope> = {}, message?: ClientMessage): Envelope {
  return {
    v: 1,
    messageId: 'm-1',
    type: 'track',
    receivedAt: '2026-11-22T10:00:01.000Z',
    timestamp: '2026-11-22T10:00:00.000Z',
    originalTimestamp: Date.parse('2026-11-22T10:00:00.000Z'),
    source: 'web',
    kind: 'public',
    trust: 'standard',
    mode: 'live',
    partition: 'anonymousId:a-1',
    message: JSON.stringify(message ?? aMessage()),
    ...fields,
  };
}

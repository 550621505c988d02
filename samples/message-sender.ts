import { Analytics } from '@segment/analytics-node';
import type { SendingOrder } from './cdnow-plan.ts';
import { SampleError } from './sample-error.ts';
import type { SampleMessage } from './sample-message.ts';

/** How the sender talks. */
export interface SenderOptions {
  readonly url: string;
  readonly writeKey: string;
  /** Messages of a full batch: one request. */
  readonly batchSize: number;
  /** Requests under way at most. */
  readonly atOnce: number;
  /** Told how many more messages are acknowledged. */
  readonly onAcknowledged: (messages: number) => void;
}

/** Sends batches through Segment's Node library, as any shop's servers would. */
export interface MessageSender {
  /** Resolves when everything is acknowledged. Throws `SampleError` when the library has given up on a message. */
  send(order: SendingOrder): Promise<void>;
}

/**
 * A sender of several lanes, each an instance of the library that flushes one batch before it takes the next, so
 * that each batch is one request. Retries are the library's own: ten tries with growing pauses.
 */
export function createMessageSender(options: SenderOptions): MessageSender {
  const lanes = Array.from({ length: options.atOnce }, () => createLane(options));
  return {
    async send(order) {
      const queue = order.values();
      await Promise.all(
        lanes.map(async (deliver) => {
          for (const batch of queue) await deliver(batch);
        }),
      );
    },
  };
}

function createLane(options: SenderOptions): (batch: readonly SampleMessage[]) => Promise<void> {
  const { url, writeKey, batchSize } = options;
  const analytics = new Analytics({ writeKey, host: url, path: '/v1/batch', flushAt: batchSize });
  let failure: unknown;
  analytics.on('error', ({ reason }) => {
    failure = reason;
  });
  return async (batch) => {
    for (const message of batch) call(analytics, message);
    await analytics.flush();
    if (failure) throw new SampleError(`messages were not accepted: ${failure}`);
    options.onAcknowledged(batch.length);
  };
}

function call(analytics: Analytics, message: SampleMessage): void {
  switch (message.type) {
    case 'identify':
      analytics.identify(message);
      break;
    case 'track':
      analytics.track(message);
      break;
    case 'page':
      analytics.page(message);
      break;
    default:
      message satisfies never;
  }
}

import { createHash } from 'node:crypto';
import { Bell } from '../bell.ts';
import { optionalInteger } from '../call-input.ts';
import { type AwsReply, jsonReply } from '../service.ts';
import { attributesDigest, selectAttributes } from './message-attributes.ts';
import { queueArn } from './queue-model.ts';
import type { QueueSettings, ReceivedMessage } from './queue-store.ts';
import { billedRequests } from './send-message.ts';
import type { SqsContext } from './sqs-service.ts';

type Input = Readonly<Record<string, unknown>>;

/** `ReceiveMessage`, which waits for a message as long as the caller or the queue says (long polling). */
export async function receiveMessage(
  context: SqsContext,
  queue: QueueSettings,
  input: Input,
): Promise<AwsReply> {
  const { store, clock, place } = context;
  const max = optionalInteger(input, 'MaxNumberOfMessages', { min: 1, max: 10 }) ?? 1;
  const visibility =
    optionalInteger(input, 'VisibilityTimeout', { min: 0, max: 43_200 }) ?? queue.visibilityTimeout;
  const wait = optionalInteger(input, 'WaitTimeSeconds', { min: 0, max: 20 }) ?? queue.waitSeconds;
  const deadline = clock.now() + 1000 * wait;
  const bell = new Bell(clock);
  const unsubscribe = store.onChange(queue.name, () => bell.ring());
  try {
    for (;;) {
      const messages = store.receive(queue, max, 1000 * visibility);
      if (messages.length > 0 || clock.now() >= deadline) {
        const arnOf = (name: string) => queueArn(place, name);
        return replyWith(messages.map((message) => describe(message, input, arnOf)));
      }
      await bell.wait(Math.min(deadline, store.nextVisibleAt(queue)));
    }
  } finally {
    unsubscribe();
  }
}

/** The attributes SQS itself gives a message. */
export function systemAttributes(
  message: ReceivedMessage,
  arnOf: (queueName: string) => string,
): Record<string, string> {
  return {
    SenderId: 'AIDAIENQZJOLO23YVJ4VO',
    SentTimestamp: String(message.sentAt),
    ApproximateReceiveCount: String(message.receiveCount),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
    ...(message.sourceQueue && { DeadLetterQueueSourceArn: arnOf(message.sourceQueue) }),
  };
}

function replyWith(messages: readonly { Body: string }[]): AwsReply {
  const bytes = messages.reduce((sum, { Body }) => sum + Buffer.byteLength(Body), 0);
  const usage = { sqsRequests: billedRequests(bytes) };
  return jsonReply(messages.length > 0 ? { Messages: messages } : {}, usage);
}

function describe(message: ReceivedMessage, input: Input, arnOf: (queueName: string) => string) {
  const wanted = [...names(input.AttributeNames), ...names(input.MessageSystemAttributeNames)];
  const system = Object.entries(systemAttributes(message, arnOf)).filter(
    ([name]) => wanted.includes('All') || wanted.includes(name),
  );
  const attributes = selectAttributes(message.attributes, names(input.MessageAttributeNames));
  return {
    MessageId: message.messageId,
    ReceiptHandle: message.receiptHandle,
    Body: message.body,
    MD5OfBody: createHash('md5').update(message.body).digest('hex'),
    ...(system.length > 0 && { Attributes: Object.fromEntries(system) }),
    ...(Object.keys(attributes).length > 0 && {
      MessageAttributes: attributes,
      MD5OfMessageAttributes: attributesDigest(attributes),
    }),
  };
}

function names(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

import { createHash } from 'node:crypto';
import { listInput, optionalInteger, stringInput } from '../call-input.ts';
import { AwsError, type AwsReply, jsonReply } from '../service.ts';
import { attributesDigest, readAttributes } from './message-attributes.ts';
import type { NewMessage, QueueSettings } from './queue-store.ts';
import type { SqsContext } from './sqs-service.ts';

type Input = Readonly<Record<string, unknown>>;

const MAX_BATCH = 10;
const MAX_BATCH_BYTES = 1_048_576;
const BILLED_BYTES = 64 * 1024;

/** `SendMessage`. */
export function sendMessage({ store }: SqsContext, queue: QueueSettings, input: Input): AwsReply {
  const message = readMessage(queue, input);
  const sent = describeSent(message, store.send(queue, message));
  return jsonReply(sent, { sqsRequests: billedRequests(sizeOf(message)) });
}

/** `SendMessageBatch`: all entries or, when the batch itself is wrong, none. */
export function sendMessageBatch(
  { store }: SqsContext,
  queue: QueueSettings,
  input: Input,
): AwsReply {
  const entries = batchEntries(input);
  const messages = entries.map((entry) => readMessage(queue, entry));
  const size = messages.reduce((sum, message) => sum + sizeOf(message), 0);
  if (size > MAX_BATCH_BYTES) {
    throw new AwsError(
      'BatchRequestTooLong',
      `Batch requests cannot be longer than ${MAX_BATCH_BYTES} bytes. You have sent ${size} bytes.`,
    );
  }
  const successful = messages.map((message, index) => ({
    Id: entries[index]?.Id,
    ...describeSent(message, store.send(queue, message)),
  }));
  return jsonReply({ Successful: successful }, { sqsRequests: billedRequests(size) });
}

/** The entries of a batch call: one to ten, ids distinct. */
export function batchEntries(input: Input): readonly Input[] {
  if (!Array.isArray(input.Entries) || input.Entries.length === 0) {
    throw new AwsError('EmptyBatchRequest', 'There should be at least one entry in the request.');
  }
  if (input.Entries.length > MAX_BATCH) {
    throw new AwsError(
      'TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are ${MAX_BATCH}. You have sent ${input.Entries.length}.`,
    );
  }
  const entries = listInput(input, 'Entries', { min: 1, max: MAX_BATCH });
  const ids = entries.map((entry) => stringInput(entry, 'Id'));
  if (new Set(ids).size < ids.length) {
    throw new AwsError('BatchEntryIdsNotDistinct', 'Two or more batch entries have the same Id.');
  }
  return entries;
}

/** SQS bills every 64 KB of payload as one request. */
export function billedRequests(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / BILLED_BYTES));
}

function readMessage(queue: QueueSettings, input: Input): NewMessage {
  const message = {
    body: stringInput(input, 'MessageBody'),
    attributes: readAttributes(input.MessageAttributes),
    delaySeconds: optionalInteger(input, 'DelaySeconds', { min: 0, max: 900 }),
  };
  if (sizeOf(message) <= queue.maximumBytes) return message;
  throw new AwsError(
    'InvalidParameterValue',
    `One or more parameters are invalid. Reason: Message must be shorter than ${queue.maximumBytes} bytes.`,
  );
}

function describeSent({ body, attributes = {} }: NewMessage, messageId: string) {
  return {
    MessageId: messageId,
    MD5OfMessageBody: createHash('md5').update(body).digest('hex'),
    ...(Object.keys(attributes).length > 0 && {
      MD5OfMessageAttributes: attributesDigest(attributes),
    }),
  };
}

function sizeOf({ body, attributes = {} }: NewMessage): number {
  const parts = Object.entries(attributes).flatMap(([name, attribute]) => [
    name,
    attribute.DataType,
    attribute.StringValue ?? attribute.BinaryValue ?? '',
  ]);
  return parts.reduce((sum, part) => sum + Buffer.byteLength(part), Buffer.byteLength(body));
}

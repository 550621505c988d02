import { optionalInteger, stringInput } from '../call-input.ts';
import { AwsError, type AwsReply, jsonReply } from '../service.ts';
import type { QueueSettings } from './queue-store.ts';
import { batchEntries } from './send-message.ts';
import type { SqsContext } from './sqs-service.ts';

type Input = Readonly<Record<string, unknown>>;

const USAGE = { sqsRequests: 1 };

/** `DeleteMessage`. */
export function deleteMessage({ store }: SqsContext, queue: QueueSettings, input: Input): AwsReply {
  store.delete(queue, stringInput(input, 'ReceiptHandle'));
  return jsonReply({}, USAGE);
}

/** `DeleteMessageBatch`. */
export function deleteMessageBatch(
  { store }: SqsContext,
  queue: QueueSettings,
  input: Input,
): AwsReply {
  const entries = batchEntries(input);
  for (const entry of entries) store.delete(queue, stringInput(entry, 'ReceiptHandle'));
  return jsonReply({ Successful: entries.map(({ Id }) => ({ Id })) }, USAGE);
}

/** `ChangeMessageVisibility`. */
export function changeMessageVisibility(
  { store }: SqsContext,
  queue: QueueSettings,
  input: Input,
): AwsReply {
  const seconds = optionalInteger(input, 'VisibilityTimeout', { min: 0, max: 43_200 }) ?? 0;
  const receipt = stringInput(input, 'ReceiptHandle');
  if (store.changeVisibility(queue, receipt, 1000 * seconds)) return jsonReply({}, USAGE);
  throw new AwsError(
    'InvalidParameterValue',
    `Value ${receipt} for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.`,
  );
}

import { type AwsReply, jsonReply } from '../service.ts';
import { queueArn } from './queue-model.ts';
import type { QueueSettings } from './queue-store.ts';
import type { SqsContext } from './sqs-service.ts';

/** `GetQueueAttributes`: the settings of a queue and how many messages it holds. */
export function getQueueAttributes(
  { store, place }: SqsContext,
  queue: QueueSettings,
  input: Readonly<Record<string, unknown>>,
): AwsReply {
  const { visible, received, delayed } = store.counts(queue);
  const all = {
    QueueArn: queueArn(place, queue.name),
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(received),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    VisibilityTimeout: String(queue.visibilityTimeout),
    DelaySeconds: String(queue.delaySeconds),
    MessageRetentionPeriod: String(queue.retentionSeconds),
    MaximumMessageSize: String(queue.maximumBytes),
    ReceiveMessageWaitTimeSeconds: String(queue.waitSeconds),
    ...(queue.redrive && {
      RedrivePolicy: JSON.stringify({
        deadLetterTargetArn: queueArn(place, queue.redrive.queueName),
        maxReceiveCount: queue.redrive.maxReceiveCount,
      }),
    }),
  };
  const wanted = Array.isArray(input.AttributeNames) ? input.AttributeNames.map(String) : [];
  const attributes = Object.entries(all).filter(
    ([name]) => wanted.includes('All') || wanted.includes(name),
  );
  return jsonReply({ Attributes: Object.fromEntries(attributes) }, { sqsRequests: 1 });
}

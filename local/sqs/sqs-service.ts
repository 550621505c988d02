import { stringInput } from '../call-input.ts';
import type { Place, Resource } from '../resource-model.ts';
import { AwsError, type AwsReply, type AwsService, jsonReply, notImplemented } from '../service.ts';
import type { LocalClock, ServiceOptions } from '../service-options.ts';
import { getQueueAttributes } from './queue-attributes.ts';
import { queueArn, queueUrl } from './queue-model.ts';
import { type QueueSettings, QueueStore } from './queue-store.ts';
import { readQueue } from './read-queue.ts';
import { receiveMessage } from './receive-message.ts';
import { sendMessage, sendMessageBatch } from './send-message.ts';
import { changeMessageVisibility, deleteMessage, deleteMessageBatch } from './settle-message.ts';

/** What the operations share. */
export interface SqsContext {
  readonly store: QueueStore;
  readonly clock: LocalClock;
  readonly place: Place;
}

/** Amazon SQS, standard queues. */
export interface SqsService extends AwsService {
  /** Creates the queue an `AWS::SQS::Queue` describes, or takes over its new settings. */
  provision(resource: Resource): void;
  /** The settings of a queue by its ARN. Throws when there is none. */
  queue(arn: string): QueueSettings;
  /** What pollers read from in process, and on-failure records are written to. */
  readonly store: QueueStore;
}

type Input = Readonly<Record<string, unknown>>;
type Operation = (
  context: SqsContext,
  queue: QueueSettings,
  input: Input,
) => AwsReply | Promise<AwsReply>;

const OPERATIONS: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ['SendMessage', sendMessage],
  ['SendMessageBatch', sendMessageBatch],
  ['ReceiveMessage', receiveMessage],
  ['DeleteMessage', deleteMessage],
  ['DeleteMessageBatch', deleteMessageBatch],
  ['ChangeMessageVisibility', changeMessageVisibility],
  ['GetQueueAttributes', getQueueAttributes],
  [
    'GetQueueUrl',
    ({ place }, queue) => jsonReply({ QueueUrl: queueUrl(place, queue.name) }, { sqsRequests: 1 }),
  ],
  [
    'PurgeQueue',
    ({ store }, queue) => {
      store.purge(queue);
      return jsonReply({}, { sqsRequests: 1 });
    },
  ],
]);

/** A batch call needs the permission of the single one. */
const ACTIONS: Readonly<Record<string, string>> = {
  SendMessageBatch: 'SendMessage',
  DeleteMessageBatch: 'DeleteMessage',
};

/** Opens the messages kept in `database`; queues come from the template. */
export function createSqsService({ database, clock, place }: ServiceOptions): SqsService {
  const store = new QueueStore(database, clock);
  const queues = new Map<string, QueueSettings>();
  const context = { store, clock, place };
  return {
    id: 'sqs',
    store,
    authorize: ({ operation, input }) => [
      {
        action: `sqs:${ACTIONS[operation] ?? operation}`,
        resource: queueArn(place, queueNameOf(input)),
      },
    ],
    async handle({ operation, input }) {
      const run = OPERATIONS.get(operation);
      if (!run) throw notImplemented(`SQS ${operation}`, 'local/sqs/sqs-service.ts');
      const queue = queues.get(queueNameOf(input));
      if (queue) return run(context, queue, input);
      throw new AwsError('QueueDoesNotExist', 'The specified queue does not exist.');
    },
    provision(resource) {
      queues.set(resource.physicalName, readQueue(resource));
    },
    queue(arn) {
      const queue = queues.get(arn.split(':').at(-1) ?? '');
      if (queue) return queue;
      throw new Error(`queue does not exist, got ${arn}`);
    },
  };
}

function queueNameOf(input: Input): string {
  if (input.QueueUrl === undefined) return stringInput(input, 'QueueName');
  return stringInput(input, 'QueueUrl').split('/').at(-1) ?? '';
}

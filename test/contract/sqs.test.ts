import {
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Resource } from '../../local/resource-model.ts';
import { sqsQueueModel } from '../../local/sqs/queue-model.ts';
import { createSqsService, type SqsService } from '../../local/sqs/sqs-service.ts';
import {
  ManualClock,
  openWorkplace,
  type SmallCloud,
  startSmallCloud,
  type Workplace,
} from './event-sources.cloud.ts';

let workplace: Workplace;
let clock: ManualClock;
let service: SqsService;
let cloud: SmallCloud;
let sqs: SQSClient;
let QueueUrl: string;
let deadLetterUrl: string;

beforeEach(async () => {
  workplace = openWorkplace();
  clock = new ManualClock();
  service = createSqsService({ ...workplace, clock });
  provision('dead');
  provision('work', {
    VisibilityTimeout: 30,
    RedrivePolicy: {
      deadLetterTargetArn: 'arn:aws:sqs:us-east-1:000000000000:dead',
      maxReceiveCount: 2,
    },
  });
  cloud = await startSmallCloud(workplace, [service]);
  sqs = new SQSClient(cloud.client);
  const place = { ...workplace.place, url: cloud.client.endpoint };
  QueueUrl = sqsQueueModel.ref('work', place);
  deadLetterUrl = sqsQueueModel.ref('dead', place);
});

afterEach(async () => {
  sqs.destroy();
  await cloud.close();
});

function provision(physicalName: string, properties: Resource['properties'] = {}): void {
  const type = 'AWS::SQS::Queue';
  service.provision({ stack: 'data', logicalId: physicalName, type, physicalName, properties });
}

const send = (MessageBody: string, more = {}) =>
  sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, ...more }));
const receive = async (more: Partial<ReceiveMessageCommandInput> = {}) =>
  (await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, ...more })))
    .Messages ?? [];
const bodies = async (more: Partial<ReceiveMessageCommandInput> = {}) =>
  (await receive(more)).map(({ Body }) => Body);

it('sends to the host of the queue URL and gives back body, attributes and digests the client checks', async () => {
  const { MessageId } = await send('grüße', {
    MessageAttributes: {
      kind: { DataType: 'String', StringValue: 'test' },
      raw: { DataType: 'Binary', BinaryValue: Buffer.from([0, 255]) },
      n: { DataType: 'Number.int', StringValue: '7' },
    },
  });
  const [message] = await receive({
    MessageAttributeNames: ['All'],
    MessageSystemAttributeNames: ['All'],
  });
  expect(message).toMatchObject({
    MessageId,
    Body: 'grüße',
    Attributes: { ApproximateReceiveCount: '1', SentTimestamp: String(clock.now()) },
    MessageAttributes: {
      kind: { DataType: 'String', StringValue: 'test' },
      n: { DataType: 'Number.int', StringValue: '7' },
    },
  });
  expect([...(message?.MessageAttributes?.raw?.BinaryValue ?? [])]).toEqual([0, 255]);
});

it('gives attributes only to who asks for them', async () => {
  const MessageAttributes = { 'trace.id': { DataType: 'String', StringValue: '1' } };
  await send('x', { MessageAttributes });
  const [plain] = await receive({ VisibilityTimeout: 0 });
  expect(plain?.Attributes).toBeUndefined();
  expect(plain?.MessageAttributes).toBeUndefined();
  const [asked] = await receive({ MessageAttributeNames: ['trace.*'] });
  expect(Object.keys(asked?.MessageAttributes ?? {})).toEqual(['trace.id']);
});

it('hides a received message for its visibility timeout and forgets a deleted one', async () => {
  await send('a');
  const [message] = await receive();
  expect(await bodies()).toEqual([]);
  clock.advance(30_000);
  const [again] = await receive();
  expect(again?.MessageId).toBe(message?.MessageId);
  await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle }));
  clock.advance(1);
  await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: again?.ReceiptHandle }));
  clock.advance(60_000);
  expect(await bodies()).toEqual([]);
});

it('changes the visibility of a message under way', async () => {
  await send('a');
  const [message] = await receive();
  const change = (VisibilityTimeout: number, ReceiptHandle = message?.ReceiptHandle) =>
    sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }));
  await change(100);
  clock.advance(99_000);
  expect(await bodies()).toEqual([]);
  await change(0);
  expect(await bodies()).toEqual(['a']);
  await expect(change(5, 'nonsense')).rejects.toMatchObject({ name: 'InvalidParameterValue' });
});

it('moves a message to the dead-letter queue when it was received too often', async () => {
  await send('poison');
  for (let attempt = 0; attempt < 2; attempt += 1) {
    expect(await bodies()).toEqual(['poison']);
    clock.advance(30_000);
  }
  expect(await bodies()).toEqual([]);
  const [dead] = await receive({
    QueueUrl: deadLetterUrl,
    MessageSystemAttributeNames: ['DeadLetterQueueSourceArn'],
  });
  expect(dead?.Body).toBe('poison');
  expect(dead?.Attributes?.DeadLetterQueueSourceArn).toBe(
    'arn:aws:sqs:us-east-1:000000000000:work',
  );
});

it('sends and deletes in batches of up to ten', async () => {
  const Entries = Array.from({ length: 10 }, (_, index) => ({
    Id: `m${index}`,
    MessageBody: String(index),
  }));
  const sent = await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
  expect(sent.Successful?.map(({ Id }) => Id)).toEqual(Entries.map(({ Id }) => Id));
  const messages = await receive();
  expect(messages.map(({ Body }) => Body)).toEqual(Entries.map(({ MessageBody }) => MessageBody));
  await sqs.send(
    new DeleteMessageBatchCommand({
      QueueUrl,
      Entries: messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle })),
    }),
  );
  clock.advance(60_000);
  expect(await bodies()).toEqual([]);
  const eleven = [...Entries, { Id: 'm10', MessageBody: 'x' }];
  await expect(
    sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries: eleven })),
  ).rejects.toMatchObject({ name: 'TooManyEntriesInBatchRequest' });
});

it('holds back a delayed message, and waits for one when asked to', async () => {
  await send('later', { DelaySeconds: 5 });
  expect(await bodies()).toEqual([]);
  const waiting = bodies({ WaitTimeSeconds: 20 });
  clock.advance(5000);
  expect(await waiting).toEqual(['later']);
});

it('wakes a waiting receiver as soon as a message arrives, and lets it go when its time is up', async () => {
  const waiting = bodies({ WaitTimeSeconds: 20 });
  await send('now');
  expect(await waiting).toEqual(['now']);
  const inVain = bodies({ WaitTimeSeconds: 20 });
  setTimeout(() => clock.advance(20_000), 30);
  expect(await inVain).toEqual([]);
});

it('counts what is visible, under way and delayed, and purges all of it', async () => {
  await send('a');
  await send('b');
  await send('c', { DelaySeconds: 60 });
  await receive({ MaxNumberOfMessages: 1 });
  const counts = async () =>
    (await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] })))
      .Attributes;
  expect(await counts()).toMatchObject({
    ApproximateNumberOfMessages: '1',
    ApproximateNumberOfMessagesNotVisible: '1',
    ApproximateNumberOfMessagesDelayed: '1',
    QueueArn: 'arn:aws:sqs:us-east-1:000000000000:work',
  });
  await sqs.send(new PurgeQueueCommand({ QueueUrl }));
  expect(await counts()).toMatchObject({ ApproximateNumberOfMessages: '0' });
});

it('drops messages at the end of the retention and keeps them over a restart until then', async () => {
  await send('a');
  const again = createSqsService({ ...workplace, clock });
  const queue = service.queue('arn:aws:sqs:us-east-1:000000000000:work');
  expect(again.store.counts(queue).visible).toBe(1);
  clock.advance(4 * 24 * 3_600_000);
  expect(again.store.counts(queue).visible).toBe(0);
  expect(await bodies()).toEqual([]);
});

it('finds the URL of a queue by its name and fails for one that does not exist', async () => {
  const client = new SQSClient(cloud.client);
  const found = await client.send(new GetQueueUrlCommand({ QueueName: 'work' }));
  expect(found.QueueUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/000000000000\/work$/);
  await expect(client.send(new GetQueueUrlCommand({ QueueName: 'no' }))).rejects.toMatchObject({
    name: 'QueueDoesNotExist',
  });
  client.destroy();
});

it('bills every 64 KB of payload', async () => {
  cloud.takeUsage();
  await send('x'.repeat(64 * 1024 + 1));
  expect(cloud.takeUsage()).toEqual({ sqsRequests: 2 });
});

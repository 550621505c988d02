import { join } from 'node:path';
import { DynamoDBClient, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  createDynamoDbService,
  type DynamoDbService,
} from '../../local/dynamodb/dynamodb-service.ts';
import { streamArn } from '../../local/dynamodb/table-spec.ts';
import { dynamoDbStreamSource } from '../../local/dynamodb-stream-source.ts';
import { createEventSources, type EventSources } from '../../local/event-sources/event-sources.ts';
import type { Resource } from '../../local/resource-model.ts';
import { createS3Service } from '../../local/s3/s3-service.ts';
import { createSqsService, type SqsService } from '../../local/sqs/sqs-service.ts';
import {
  ManualClock,
  openWorkplace,
  type SmallCloud,
  startSmallCloud,
  type Workplace,
} from './event-sources.cloud.ts';

interface ChangeRecord {
  readonly eventName: string;
  readonly dynamodb: {
    readonly Keys: { readonly pk: { readonly S: string } };
    readonly SequenceNumber: string;
  };
}

const TableName = 'profiles';
const FAILURES_ARN = 'arn:aws:sqs:us-east-1:000000000000:failures';
const HAS_OUTBOX = JSON.stringify({ dynamodb: { NewImage: { o: { S: ['1'] } } } });

let workplace: Workplace;
let clock: ManualClock;
let dynamodb: DynamoDbService;
let sqs: SqsService;
let cloud: SmallCloud;
let client: DynamoDBClient;
let sources: EventSources | undefined;
let seen: ChangeRecord[][];

beforeEach(async () => {
  workplace = openWorkplace();
  clock = new ManualClock();
  seen = [];
  dynamodb = createDynamoDbService({ ...workplace, clock });
  dynamodb.createTable({
    name: TableName,
    partitionKey: { name: 'pk', type: 'S' },
    stream: 'NEW_AND_OLD_IMAGES',
  });
  sqs = createSqsService({ ...workplace, clock });
  sqs.provision(resource('failures', {}));
  cloud = await startSmallCloud(workplace, [dynamodb]);
  client = new DynamoDBClient(cloud.client);
});

afterEach(async () => {
  await sources?.stop();
  client.destroy();
  await cloud.close();
});

function resource(physicalName: string, properties: Resource['properties']): Resource {
  return { stack: 'data', logicalId: physicalName, type: 'any', physicalName, properties };
}

function start(
  properties: Resource['properties'],
  handler: (records: readonly ChangeRecord[]) => void,
): EventSources {
  const arn = streamArn(TableName, workplace.place);
  sources = createEventSources({
    database: workplace.database,
    clock,
    sqs,
    s3: createS3Service({ ...workplace, clock, directory: join(workplace.directory, 's3') }),
    mappings: [
      resource('mapping', {
        FunctionName: 'consumer',
        EventSourceArn: arn,
        StartingPosition: 'TRIM_HORIZON',
        ...properties,
      }),
    ],
    functions: {
      find: () => ({ arn: 'arn:aws:lambda:us-east-1:000000000000:function:consumer', roleArn: '' }),
      async invoke(_name, event) {
        const { Records } = JSON.parse(event) as { Records: ChangeRecord[] };
        seen.push(Records);
        try {
          handler(Records);
          return { requestId: 'r', payload: 'null' };
        } catch {
          return { requestId: 'r', payload: '{}', functionError: 'Unhandled' };
        }
      },
    },
    openStream: (source) => dynamoDbStreamSource(dynamodb.streams, source),
    retryDelay: { firstMs: 0, maximumMs: 0 },
    onDefect: (error) => console.error(error),
  });
  sources.start();
  return sources;
}

const put = (pk: string, o?: string) =>
  client.send(
    new PutItemCommand({ TableName, Item: { pk: { S: pk }, ...(o && { o: { S: o } }) } }),
  );
const keysSeen = () => seen.map((batch) => batch.map(({ dynamodb }) => dynamodb.Keys.pk.S));

it('delivers changes in order with both images, in the shape Lambda gives them', async () => {
  await put('a', '1');
  await client.send(
    new UpdateItemCommand({
      TableName,
      Key: { pk: { S: 'a' } },
      UpdateExpression: 'SET n = :n',
      ExpressionAttributeValues: { ':n': { N: '1' } },
    }),
  );
  await start({}, () => {}).idle();
  expect(seen.flat()).toMatchObject([
    { eventName: 'INSERT', dynamodb: { Keys: { pk: { S: 'a' } }, NewImage: { o: { S: '1' } } } },
    {
      eventName: 'MODIFY',
      eventSource: 'aws:dynamodb',
      awsRegion: 'us-east-1',
      eventSourceARN: streamArn(TableName, workplace.place),
      dynamodb: {
        OldImage: { pk: { S: 'a' }, o: { S: '1' } },
        NewImage: { pk: { S: 'a' }, o: { S: '1' }, n: { N: '1' } },
        StreamViewType: 'NEW_AND_OLD_IMAGES',
        ApproximateCreationDateTime: clock.now() / 1000,
      },
    },
  ]);
});

it('wakes on a write and delivers only items with an outbox', async () => {
  const running = start({ FilterCriteria: { Filters: [{ Pattern: HAS_OUTBOX }] } }, () => {});
  await put('quiet');
  await put('loud', '1');
  await put('other', '2');
  await running.idle();
  expect(keysSeen().flat()).toEqual(['loud']);
});

it('starts after what is there under LATEST and goes on from its checkpoint', async () => {
  await put('before');
  await start({ StartingPosition: 'LATEST' }, () => {}).stop();
  await put('after');
  await start({ StartingPosition: 'LATEST' }, () => {}).idle();
  await start({ StartingPosition: 'LATEST' }, () => {}).idle();
  expect(keysSeen()).toEqual([['after']]);
});

it('bisects, gives up after the retries, and tells the queue where the record lies', async () => {
  for (const pk of ['a', 'poison', 'c', 'd']) await put(pk, '1');
  const properties = {
    BisectBatchOnFunctionError: true,
    MaximumRetryAttempts: 2,
    DestinationConfig: { OnFailure: { Destination: FAILURES_ARN } },
  };
  const handled: string[] = [];
  await start(properties, (records) => {
    const keys = records.map(({ dynamodb }) => dynamodb.Keys.pk.S);
    if (keys.includes('poison')) throw new Error('no');
    handled.push(...keys);
  }).idle();
  expect(handled).toEqual(['a', 'c', 'd']);
  const [message, ...more] = sqs.store.receive(sqs.queue(FAILURES_ARN), 10, 1000);
  expect(more).toEqual([]);
  const poisoned = seen.flat().find(({ dynamodb }) => dynamodb.Keys.pk.S === 'poison');
  expect(JSON.parse(message?.body ?? '')).toMatchObject({
    requestContext: { condition: 'RetryAttemptsExhausted', approximateInvokeCount: 5 },
    DDBStreamBatchInfo: {
      startSequenceNumber: poisoned?.dynamodb.SequenceNumber,
      endSequenceNumber: poisoned?.dynamodb.SequenceNumber,
      approximateArrivalOfFirstRecord: '2026-01-15T12:00:00Z',
      batchSize: 1,
      streamArn: streamArn(TableName, workplace.place),
    },
  });
});

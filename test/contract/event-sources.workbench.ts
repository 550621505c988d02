import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createEventSources, type EventSources } from '../../local/event-sources/event-sources.ts';
import type { FunctionInvoker } from '../../local/event-sources/function-invoker.ts';
import { kinesisSource } from '../../local/event-sources/kinesis-source.ts';
import { createKinesisService, type KinesisService } from '../../local/kinesis/kinesis-service.ts';
import type { Resource } from '../../local/resource-model.ts';
import { createS3Service, type S3Service } from '../../local/s3/s3-service.ts';
import { createSqsService, type SqsService } from '../../local/sqs/sqs-service.ts';
import { ManualClock, openWorkplace, type Workplace } from './event-sources.cloud.ts';

/** One record or message as a function sees it. */
export type SeenRecord = Record<string, unknown> & {
  readonly kinesis: { readonly sequenceNumber: string; readonly data: string };
};

/** A function of a test: gets the records of its event and answers, or throws. */
export type Handler = (records: readonly SeenRecord[]) => unknown;

export const STREAM = 'messages';
export const STREAM_ARN = 'arn:aws:kinesis:us-east-1:000000000000:stream/messages';
export const FAILURES_ARN = 'arn:aws:sqs:us-east-1:000000000000:failures';
export const QUARANTINE = 'quarantine';
export const WORK_ARN = 'arn:aws:sqs:us-east-1:000000000000:work';
const FUNCTION_ARN = 'arn:aws:lambda:us-east-1:000000000000:function:consumer';

/** A stream, queues, a bucket and one function, `consumer`, with its event source. */
export interface Workbench {
  readonly workplace: Workplace;
  readonly clock: ManualClock;
  readonly kinesis: KinesisService;
  readonly sqs: SqsService;
  readonly s3: S3Service;
  /** What each invocation got, as texts. */
  readonly invocations: string[][];
  /** Starts the mapping with these properties; stops one that runs. */
  start(properties: Resource['properties'], handler: Handler): Promise<EventSources>;
  /** Appends records with this text, all of one partition key unless given. */
  append(texts: readonly string[], partitionKey?: string): void;
  /** The texts that invocation records in the bucket hold, in order of their keys. */
  quarantined(): { text: string; record: Record<string, unknown>; key: string }[];
  close(): Promise<void>;
}

/** Opens a workbench in a folder of its own. */
export function openWorkbench(shardCount = 1): Workbench {
  const workplace = openWorkplace();
  const clock = new ManualClock();
  const options = { ...workplace, clock };
  const kinesis = createKinesisService(options);
  const sqs = createSqsService(options);
  const s3 = createS3Service({ ...options, directory: join(workplace.directory, 's3') });
  const resource = (physicalName: string, properties: Resource['properties'] = {}) => ({
    stack: 'data',
    logicalId: physicalName,
    type: 'any',
    physicalName,
    properties,
  });
  kinesis.provision(resource(STREAM, { ShardCount: shardCount, RetentionPeriodHours: 72 }));
  sqs.provision(resource('failures'));
  sqs.provision(
    resource('work', {
      VisibilityTimeout: 60,
      RedrivePolicy: { deadLetterTargetArn: FAILURES_ARN, maxReceiveCount: 2 },
    }),
  );
  s3.provision(resource(QUARANTINE));
  let running: EventSources | undefined;
  const invocations: string[][] = [];
  return {
    workplace,
    clock,
    kinesis,
    sqs,
    s3,
    invocations,
    async start(properties, handler) {
      await running?.stop();
      running = createEventSources({
        database: workplace.database,
        clock,
        sqs,
        s3,
        mappings: [resource('mapping', { FunctionName: FUNCTION_ARN, ...properties })],
        functions: functionsOf(handler, invocations),
        openStream: (arn, invokeIdentityArn) =>
          kinesisSource({ store: kinesis.store, arn, invokeIdentityArn }),
        retryDelay: { firstMs: 1, maximumMs: 4 },
        onDefect: (error) => console.error(error),
      });
      running.start();
      return running;
    },
    append(texts, partitionKey = 'b1') {
      const stream = kinesis.store.stream(STREAM);
      if (!stream) throw new Error('the stream is gone');
      const shard = kinesis.store.shards.forHashKey(STREAM, 0n);
      const records = texts.map((text) => ({ shard, partitionKey, data: Buffer.from(text) }));
      kinesis.store.append(stream, records);
    },
    quarantined() {
      const rows = workplace.database
        .prepare('SELECT key FROM s3_object WHERE bucket = ? ORDER BY key')
        .all(QUARANTINE);
      return rows.flatMap(({ key }) => {
        const record = JSON.parse(s3.store.read(QUARANTINE, String(key)).toString());
        const { Records } = JSON.parse(record.payload) as { Records: SeenRecord[] };
        return Records.map((seen) => ({ text: textOf(seen), record, key: String(key) }));
      });
    },
    async close() {
      await running?.stop();
      workplace.database.close();
      rmSync(workplace.directory, { recursive: true, force: true });
    },
  };
}

/** The text inside a record (Kinesis) or message (SQS). */
export function textOf(record: SeenRecord): string {
  if (typeof record.body === 'string') return record.body;
  return Buffer.from(record.kinesis.data, 'base64').toString();
}

/** The response that reports these records as failed. */
export function failures(records: readonly SeenRecord[]) {
  return {
    batchItemFailures: records.map((record) => ({
      itemIdentifier: record.kinesis?.sequenceNumber ?? record.messageId,
    })),
  };
}

function functionsOf(handler: Handler, invocations: string[][]): FunctionInvoker {
  const found = { arn: FUNCTION_ARN, roleArn: 'arn:aws:iam::000000000000:role/consumer' };
  return {
    find: (name) => (name === 'consumer' ? found : undefined),
    async invoke(_name, event) {
      const { Records } = JSON.parse(event) as { Records: SeenRecord[] };
      invocations.push(Records.map(textOf));
      const requestId = `request-${invocations.length}`;
      try {
        return { requestId, payload: JSON.stringify((await handler(Records)) ?? null) };
      } catch {
        return { requestId, payload: '{"errorType":"Error"}', functionError: 'Unhandled' };
      }
    },
  };
}

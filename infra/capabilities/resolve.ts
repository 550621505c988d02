import { Duration } from 'aws-cdk-lib';
import {
  EventSourceMapping,
  FilterCriteria,
  FilterRule,
  StartingPosition,
} from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type * as z from 'zod/mini';
import type { CompactMergeEnv } from '../../functions/resolve/compact-merge.contract.ts';
import type { ResolveEnv } from '../../functions/resolve/resolve.contract.ts';
import { acknowledge } from '../constructs/acknowledge.ts';
import { objectsIn, streamsOf } from '../constructs/below.ts';
import { CdpFunction } from '../constructs/cdp-function.ts';
import { MessageConsumer } from '../constructs/message-consumer.ts';
import { productMetric } from '../constructs/product-metric.ts';
import { ALARM_PERIOD, RunbookAlarm } from '../constructs/runbook-alarm.ts';
import type { CapabilityProps } from './capability-props.ts';

/** Profile writes with something to announce carry `o = "1"`; filters cannot compare old and new. */
const HAS_OUTBOX = FilterCriteria.filter({
  dynamodb: { NewImage: { o: { S: FilterRule.isEqual('1') } } },
});

/** Turns messages into profiles, and tidies up behind merges. */
export class ResolveCapability extends Construct {
  constructor(scope: Construct, id: string, props: CapabilityProps) {
    super(scope, id);
    this.#resolve(props);
    this.#watchUnstorable(props);
    this.#compactMerge(props);
  }

  #resolve({ deployment, stores }: CapabilityProps): void {
    const { config } = deployment;
    const resolve = new CdpFunction(this, 'Resolve', {
      deployment,
      bundle: 'resolve-resolve',
      description: 'Finds the profile of each message and folds the message into it.',
      environment: {
        PROFILES_TABLE_NAME: stores.profiles.tableName,
        CONFIG_TABLE_NAME: stores.config.tableName,
        LAKE_BUCKET_NAME: stores.lake.bucketName,
        IDENTIFIER_KEY_SECRET_ARN: stores.identifierKey.secretArn,
        CONFIG_POLL_SECONDS: String(config.configPollSeconds),
        METRICS_STAGE: config.stage,
      } satisfies z.input<typeof ResolveEnv>,
      memory: config.memory.resolve,
      timeoutSeconds: 60,
    });
    resolve.allow(
      ['dynamodb:BatchGetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:UpdateItem'],
      stores.profiles.tableArn,
    );
    resolve.allow(['dynamodb:Query'], stores.config.tableArn);
    resolve.allowBelow(['s3:PutObject'], objectsIn(stores.lake, 'resolved/'));
    resolve.allow(['secretsmanager:GetSecretValue'], stores.identifierKey.secretArn);

    new MessageConsumer(this, 'ResolveMessages', {
      consumer: resolve,
      stores,
      batchSize: 5_000,
      windowSeconds: config.resolveWindowSeconds,
      lag: {
        minutes: 2,
        sentence: 'Profiles are more than two minutes behind the messages that change them.',
        runbook: 'resolve-falls-behind',
      },
    });
  }

  /** The lake has such a message, its profile has not: somebody should look within the day. */
  #watchUnstorable({ deployment }: CapabilityProps): void {
    new RunbookAlarm(this, 'Unstorable', {
      metric: productMetric('MessagesUnstorable', deployment.config.stage),
      threshold: 1,
      periods: 1,
      sentence:
        'A message was left out of its profile, because the table refuses what it would become.',
      runbook: 'a-message-could-not-be-stored',
    });
  }

  #compactMerge({ deployment, stores }: CapabilityProps): void {
    const compactMerge = new CdpFunction(this, 'CompactMerge', {
      deployment,
      bundle: 'resolve-compact-merge',
      description: 'Points the identifiers of absorbed profiles at the surviving one.',
      environment: {
        PROFILES_TABLE_NAME: stores.profiles.tableName,
        IDENTIFIER_KEY_SECRET_ARN: stores.identifierKey.secretArn,
      } satisfies z.input<typeof CompactMergeEnv>,
      memory: deployment.config.memory.rest,
      timeoutSeconds: 60,
    });
    const { tableArn, tableStreamArn } = stores.profiles;
    if (tableStreamArn === undefined) throw new Error('the profiles table has no stream');
    compactMerge.allow(['dynamodb:GetItem', 'dynamodb:UpdateItem'], tableArn);
    compactMerge.allow(['secretsmanager:GetSecretValue'], stores.identifierKey.secretArn);
    compactMerge.allow(
      ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
      tableStreamArn,
    );
    compactMerge.allowBelow(['dynamodb:ListStreams'], streamsOf(stores.profiles));

    const failures = this.#failureQueue();
    compactMerge.allow(['sqs:SendMessage'], failures.queueArn);
    new EventSourceMapping(this, 'CompactMergeChanges', {
      target: compactMerge.lambda,
      eventSourceArn: tableStreamArn,
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: 100,
      maxBatchingWindow: Duration.seconds(deployment.config.compactWindowSeconds),
      filters: [HAS_OUTBOX],
      reportBatchItemFailures: true,
      bisectBatchOnError: true,
      retryAttempts: 10,
      onFailure: { bind: () => ({ destination: failures.queueArn }) },
    });
  }

  /** Holds the positions of changes that failed ten times; the changes themselves are in the table. */
  #failureQueue(): Queue {
    const queue = new Queue(this, 'CompactMergeFailures', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    acknowledge(queue, {
      rule: 'AwsSolutions-SQS3',
      risk: 'a message nobody looks at for 14 days is gone; this is itself the dead-letter queue of a stream, where the rule only knows those of queues.',
      coveredBy: 'test/infra/failure.test.ts',
    });
    new RunbookAlarm(this, 'CompactMergeFailed', {
      metric: queue.metricApproximateNumberOfMessagesVisible({
        statistic: 'Maximum',
        period: ALARM_PERIOD,
      }),
      threshold: 1,
      periods: 1,
      sentence:
        'A merge could not be tidied up: reads still work, but take a detour for one person.',
      runbook: 'a-merge-was-not-compacted',
    });
    return queue;
  }
}

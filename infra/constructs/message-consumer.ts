import { Duration } from 'aws-cdk-lib';
import { EventSourceMapping, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Stores } from '../deployment.ts';
import { objectsIn } from './below.ts';
import type { CdpFunction } from './cdp-function.ts';
import { RunbookAlarm } from './runbook-alarm.ts';

/** How one function reads the message stream. */
export interface MessageConsumerProps {
  readonly consumer: CdpFunction;
  readonly stores: Stores;
  /** Most records in one batch. */
  readonly batchSize: number;
  /** Seconds to wait for a batch to fill. */
  readonly windowSeconds: number;
  /** The alarm for falling behind: after how many minutes, and what that means. */
  readonly lag: { readonly minutes: number; readonly sentence: string; readonly runbook: string };
}

/** What Lambda's poller does in the name of the function's role. */
const READ_STREAM = [
  'kinesis:DescribeStream',
  'kinesis:DescribeStreamSummary',
  'kinesis:GetRecords',
  'kinesis:GetShardIterator',
  'kinesis:ListShards',
];

/** Where Lambda writes what it gives up on, inside the bucket it is told. */
const ON_FAILURE_PREFIX = 'aws/lambda/';

/**
 * Reads messages in order per key, from the oldest one kept.
 *
 * A failed batch is split and retried **until its records expire** (72 h): an outage must never push a
 * healthy message into an on-failure store. Functions quarantine messages they cannot use themselves, so
 * what does land in the store is what outlived the stream.
 */
export class MessageConsumer extends Construct {
  constructor(scope: Construct, id: string, props: MessageConsumerProps) {
    super(scope, id);
    const { consumer, stores } = props;
    consumer.allow(READ_STREAM, stores.messages.streamArn);
    consumer.allowBelow(['s3:PutObject'], objectsIn(stores.quarantine, ON_FAILURE_PREFIX));
    consumer.allow(['s3:ListBucket'], stores.quarantine.bucketArn);
    new EventSourceMapping(this, 'Mapping', {
      target: consumer.lambda,
      eventSourceArn: stores.messages.streamArn,
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: props.batchSize,
      maxBatchingWindow: Duration.seconds(props.windowSeconds),
      reportBatchItemFailures: true,
      bisectBatchOnError: true,
      retryAttempts: -1,
      onFailure: { bind: () => ({ destination: stores.quarantine.bucketArn }) },
      supportS3OnFailureDestination: true,
    });
    new RunbookAlarm(this, 'Lag', {
      metric: consumer.lambda.metric('IteratorAge', {
        statistic: 'Maximum',
        period: Duration.minutes(1),
      }),
      threshold: Duration.minutes(props.lag.minutes).toMilliseconds(),
      periods: 5,
      sentence: props.lag.sentence,
      runbook: props.lag.runbook,
    });
  }
}

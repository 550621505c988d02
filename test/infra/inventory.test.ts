import { describe, expect, it } from 'vitest';
import { inventory } from '../../infra/inventory.ts';
import { synthesize } from './synthesize.ts';

/** Resource types that can keep what a person said or did. */
const STORE_TYPES = [
  'AWS::DynamoDB::Table',
  'AWS::DynamoDB::GlobalTable',
  'AWS::Events::Archive',
  'AWS::Kinesis::Stream',
  'AWS::KinesisFirehose::DeliveryStream',
  'AWS::Logs::LogGroup',
  'AWS::S3::Bucket',
  'AWS::SecretsManager::Secret',
  'AWS::SQS::Queue',
  'AWS::SSM::Parameter',
];

/** Resource types that keep nothing; a new type must be put into one of the two lists. */
const OTHER_TYPES = [
  'AWS::ApiGatewayV2::Api',
  'AWS::ApiGatewayV2::Integration',
  'AWS::ApiGatewayV2::Route',
  'AWS::ApiGatewayV2::Stage',
  'AWS::CloudWatch::Alarm',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::Function',
  'AWS::Lambda::Permission',
  'AWS::S3::BucketPolicy',
  'AWS::SNS::Subscription',
  'AWS::SNS::Topic',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::QueuePolicy',
];

const STAGES = [
  synthesize('dev'),
  synthesize('prod', { alarmEmail: 'on-call@example.com' }),
  synthesize('local'),
];

describe.each(STAGES.map((stage) => [stage.config.stage, stage] as const))('%s', (_, stage) => {
  const stores = stage.resources.filter(({ type }) => STORE_TYPES.includes(type));
  const entries = inventory(stage.config);

  it('has an entry for every store, and none for a store that is gone', () => {
    expect(stores.map(({ path }) => path).sort()).toEqual(Object.keys(entries).sort());
  });

  it('knows of every resource type whether it keeps anything', () => {
    const unknown = stage.resources.filter(
      ({ type }) => !STORE_TYPES.includes(type) && !OTHER_TYPES.includes(type),
    );
    expect(unknown).toEqual([]);
  });

  it('says how long the stream, the queue and the logs keep what they hold', () => {
    expect(entries.Messages?.kept).toContain(
      `${stage.at('Messages').properties.RetentionPeriodHours} hours`,
    );
    const queue = stage.at('Resolve/CompactMergeFailures').properties.MessageRetentionPeriod;
    expect(entries['Resolve/CompactMergeFailures']?.kept).toContain(`${queue / 86_400} days`);
    for (const { path, properties } of stage.ofType('AWS::Logs::LogGroup')) {
      expect(entries[path]?.kept).toContain(`${properties.RetentionInDays} days`);
    }
  });
});

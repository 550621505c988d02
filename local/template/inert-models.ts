import type { ResourceModel } from '../resource-model.ts';

/**
 * Resources that do nothing on a laptop, each reviewed: logs go to files, nobody is paged, and the CDK's own
 * bookkeeping has no meaning without CloudFormation.
 */
export const inertModels: readonly ResourceModel[] = [
  {
    type: 'AWS::Logs::LogGroup',
    modelled: [],
    ignored: ['LogGroupName', 'RetentionInDays', 'LogGroupClass', 'Tags'],
    nameProperty: 'LogGroupName',
    ref: (name) => name,
    attributes: (name, place) => ({
      Arn: `arn:aws:logs:${place.region}:${place.account}:log-group:${name}:*`,
    }),
  },
  {
    type: 'AWS::CloudWatch::Alarm',
    modelled: [],
    ignored: [
      'ActionsEnabled',
      'AlarmActions',
      'AlarmDescription',
      'AlarmName',
      'ComparisonOperator',
      'DatapointsToAlarm',
      'Dimensions',
      'EvaluationPeriods',
      'ExtendedStatistic',
      'MetricName',
      'Metrics',
      'Namespace',
      'OKActions',
      'Period',
      'Statistic',
      'Tags',
      'Threshold',
      'TreatMissingData',
      'Unit',
    ],
    ref: (name) => name,
    attributes: (name, place) => ({
      Arn: `arn:aws:cloudwatch:${place.region}:${place.account}:alarm:${name}`,
    }),
  },
  {
    // only alarms publish to it
    type: 'AWS::SNS::Topic',
    modelled: [],
    ignored: ['DisplayName', 'KmsMasterKeyId', 'Subscription', 'Tags', 'TopicName'],
    nameProperty: 'TopicName',
    ref: (name, place) => `arn:aws:sns:${place.region}:${place.account}:${name}`,
    attributes: (name, place) => ({
      TopicArn: `arn:aws:sns:${place.region}:${place.account}:${name}`,
      TopicName: name,
    }),
  },
  {
    // asserted in the infra tests
    type: 'AWS::SNS::TopicPolicy',
    modelled: [],
    ignored: ['PolicyDocument', 'Topics'],
    ref: (name) => name,
    attributes: () => ({}),
  },
  {
    type: 'AWS::CDK::Metadata',
    modelled: [],
    ignored: ['Analytics'],
    ref: (name) => name,
    attributes: () => ({}),
  },
];

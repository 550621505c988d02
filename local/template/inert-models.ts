import type { ResourceModel } from '../resource-model.ts';

/** Resources that do nothing on a laptop, each reviewed: logs go to files, and nobody is paged. */
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
];

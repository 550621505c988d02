import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';

/** What an alarm watches and what it tells the person it wakes. */
export interface RunbookAlarmProps {
  readonly metric: IMetric;
  /** The alarm goes off at this value or above. */
  readonly threshold: number;
  /** How many periods in a row are looked at. */
  readonly periods: number;
  /** How many of them must breach. @default - all of them */
  readonly breaching?: number;
  /** One sentence: what is wrong for whom. */
  readonly sentence: string;
  /** The heading in `docs/runbook.md` that says what to do, as its anchor. */
  readonly runbook: string;
}

/** The period most alarms look at: shorter ones cost the same but wake people for blips. */
export const ALARM_PERIOD = Duration.minutes(5);

/** An alarm whose description is a sentence and the place in the runbook where help is. Silence is health. */
export class RunbookAlarm extends Alarm {
  constructor(scope: Construct, id: string, props: RunbookAlarmProps) {
    super(scope, id, {
      metric: props.metric,
      threshold: props.threshold,
      evaluationPeriods: props.periods,
      datapointsToAlarm: props.breaching ?? props.periods,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      alarmDescription: `${props.sentence} Runbook: docs/runbook.md#${props.runbook}`,
    });
  }
}

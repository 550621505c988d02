import { HttpMethod, HttpRouteKey } from 'aws-cdk-lib/aws-apigatewayv2';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type * as z from 'zod/mini';
import type { CollectEnv } from '../../functions/collect/collect.contract.ts';
import type { TailEnv } from '../../functions/collect/tail.contract.ts';
import { CdpFunction } from '../constructs/cdp-function.ts';
import { productMetric } from '../constructs/product-metric.ts';
import { ALARM_PERIOD, RunbookAlarm } from '../constructs/runbook-alarm.ts';
import type { CapabilityProps } from './capability-props.ts';

/** Takes messages from SDKs and acknowledges them once the stream has them; lets an operator watch. */
export class CollectCapability extends Construct {
  constructor(scope: Construct, id: string, props: CapabilityProps) {
    super(scope, id);
    this.#collect(props);
    this.#tail(props);
  }

  #collect({ deployment, stores, edge }: CapabilityProps): void {
    const { config } = deployment;
    const collect = new CdpFunction(this, 'Collect', {
      deployment,
      bundle: 'collect-collect',
      description: 'Accepts messages from SDKs and puts them on the stream.',
      environment: {
        MESSAGES_STREAM_NAME: stores.messages.streamName,
        CONFIG_TABLE_NAME: stores.config.tableName,
        METRICS_STAGE: config.stage,
      } satisfies z.input<typeof CollectEnv>,
      memory: config.memory.collect,
      timeoutSeconds: 15,
      reservedConcurrency: config.collectReservedConcurrency,
    });
    collect.allow(['kinesis:PutRecords'], stores.messages.streamArn);
    collect.allow(['dynamodb:GetItem'], stores.config.tableArn);
    edge.send({
      routes: [HttpRouteKey.DEFAULT],
      to: collect,
      callersCheckedBy: 'functions/collect/collect.test.ts',
    });

    new RunbookAlarm(this, 'ServerErrors', {
      metric: edge.api.metricServerError({ statistic: Stats.SUM, period: ALARM_PERIOD }),
      threshold: 5,
      periods: 1,
      sentence:
        'Clients are told to come back later: the API answered five or more requests with 5xx.',
      runbook: 'the-api-answers-5xx',
    });
    new RunbookAlarm(this, 'Quarantined', {
      metric: productMetric('MessagesQuarantined', config.stage),
      threshold: 1,
      periods: 3,
      sentence: 'A source keeps sending messages that cannot be used; they are kept in quarantine.',
      runbook: 'messages-are-quarantined',
    });
  }

  #tail({ deployment, stores, edge }: CapabilityProps): void {
    const tail = new CdpFunction(this, 'Tail', {
      deployment,
      bundle: 'collect-tail',
      description: 'Shows an operator the messages arriving now, redacted.',
      environment: {
        MESSAGES_STREAM_NAME: stores.messages.streamName,
        CONFIG_TABLE_NAME: stores.config.tableName,
      } satisfies z.input<typeof TailEnv>,
      memory: deployment.config.memory.rest,
      timeoutSeconds: 29,
    });
    tail.allow(
      ['kinesis:ListShards', 'kinesis:GetShardIterator', 'kinesis:GetRecords'],
      stores.messages.streamArn,
    );
    tail.allow(['dynamodb:GetItem'], stores.config.tableArn);
    edge.send({
      routes: [HttpRouteKey.with('/v1/admin/tail', HttpMethod.GET)],
      to: tail,
      callersCheckedBy: 'functions/collect/tail.test.ts',
    });
  }
}

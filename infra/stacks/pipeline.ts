import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import { CollectCapability } from '../capabilities/collect.ts';
import { ConsoleCapability } from '../capabilities/console.ts';
import { GovernCapability } from '../capabilities/govern.ts';
import { LakeCapability } from '../capabilities/lake.ts';
import { ProfileCapability } from '../capabilities/profile.ts';
import { ResolveCapability } from '../capabilities/resolve.ts';
import { HttpEdge } from '../constructs/http-edge.ts';
import { RunbookAlarm } from '../constructs/runbook-alarm.ts';
import type { Deployment, Stores } from '../deployment.ts';

/** What the pipeline is built from and on. */
export interface PipelineStackProps extends StackProps {
  readonly deployment: Deployment;
  readonly stores: Stores;
}

/** Everything that moves: the API, the functions, and what connects them, capability by capability. */
export class PipelineStack extends Stack {
  constructor(scope: Construct, id: string, props: PipelineStackProps) {
    const { config } = props.deployment;
    // The API's address is in every SDK out there, so production does not lose it by a slip of the hand.
    super(scope, id, { ...props, terminationProtection: config.protectData });
    const edge = new HttpEdge(this, 'Edge', props.deployment);
    const shared = { deployment: props.deployment, stores: props.stores, edge };

    new CollectCapability(this, 'Collect', shared);
    new LakeCapability(this, 'Lake', shared);
    new ResolveCapability(this, 'Resolve', shared);
    new ProfileCapability(this, 'Profile', shared);
    const { bootstrap } = new GovernCapability(this, 'Govern', shared);
    new ConsoleCapability(this, 'Console', shared);

    if (config.alarmEmail !== undefined) this.#sendAlarmsTo(config.alarmEmail);
    this.#publish({
      ApiUrl: edge.api.apiEndpoint,
      BootstrapFunctionName: bootstrap.lambda.functionName,
      ProfilesTableName: props.stores.profiles.tableName,
      ConfigTableName: props.stores.config.tableName,
      MessagesStreamName: props.stores.messages.streamName,
      LakeBucketName: props.stores.lake.bucketName,
      QuarantineBucketName: props.stores.quarantine.bucketName,
    });
  }

  #sendAlarmsTo(email: string): void {
    const topic = new Topic(this, 'Alarms', { enforceSSL: true });
    topic.addSubscription(new EmailSubscription(email));
    for (const construct of this.node.findAll()) {
      if (construct instanceof RunbookAlarm) construct.addAlarmAction(new SnsAction(topic));
    }
  }

  #publish(outputs: Readonly<Record<string, string>>): void {
    for (const [id, value] of Object.entries(outputs)) new CfnOutput(this, id, { value });
  }
}

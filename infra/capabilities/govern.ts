import { HttpMethod, HttpRouteKey } from 'aws-cdk-lib/aws-apigatewayv2';
import { Construct } from 'constructs';
import type * as z from 'zod/mini';
import type { BootstrapEnv } from '../../functions/govern/bootstrap.contract.ts';
import type { StatusEnv } from '../../functions/govern/status.contract.ts';
import { acknowledge } from '../constructs/acknowledge.ts';
import { CdpFunction } from '../constructs/cdp-function.ts';
import type { CapabilityProps } from './capability-props.ts';

/** Lets an operator in, and tells them how things stand. */
export class GovernCapability extends Construct {
  /** Invoked by hand, once, by somebody with rights in the account: creates the first sources and token. */
  readonly bootstrap: CdpFunction;

  constructor(scope: Construct, id: string, props: CapabilityProps) {
    super(scope, id);
    this.#status(props);
    this.bootstrap = this.#bootstrap(props);
  }

  #status({ deployment, stores, edge }: CapabilityProps): void {
    const status = new CdpFunction(this, 'Status', {
      deployment,
      bundle: 'govern-status',
      description: 'Sums what was accepted, archived, applied and merged.',
      environment: {
        CONFIG_TABLE_NAME: stores.config.tableName,
        METRICS_STAGE: deployment.config.stage,
      } satisfies z.input<typeof StatusEnv>,
      memory: deployment.config.memory.rest,
      timeoutSeconds: 10,
    });
    status.allow(['dynamodb:GetItem'], stores.config.tableArn);
    // Metrics have no ARN to name; the numbers hold no personal data.
    status.allow(['cloudwatch:GetMetricData'], '*');
    acknowledge(status, {
      rule: 'AwsSolutions-IAM5[Resource::*]',
      risk: 'it can read every metric of the account, because CloudWatch has no narrower permission.',
      coveredBy: 'test/infra/permissions.test.ts',
    });
    edge.send({
      routes: [HttpRouteKey.with('/v1/admin/status', HttpMethod.GET)],
      to: status,
      callersCheckedBy: 'functions/govern/status.test.ts',
    });
  }

  #bootstrap({ deployment, stores }: CapabilityProps): CdpFunction {
    const bootstrap = new CdpFunction(this, 'Bootstrap', {
      deployment,
      bundle: 'govern-bootstrap',
      description: 'Creates the first sources and the first admin token. Invoke it by hand, once.',
      environment: {
        CONFIG_TABLE_NAME: stores.config.tableName,
      } satisfies z.input<typeof BootstrapEnv>,
      memory: deployment.config.memory.rest,
      timeoutSeconds: 10,
    });
    bootstrap.allow(
      ['dynamodb:DeleteItem', 'dynamodb:PutItem', 'dynamodb:Query'],
      stores.config.tableArn,
    );
    return bootstrap;
  }
}

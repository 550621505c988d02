import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  ApplicationLogLevel,
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Deployment } from '../deployment.ts';
import { acknowledge } from './acknowledge.ts';
import { type Below, wildcardFinding } from './below.ts';
import { ALARM_PERIOD, RunbookAlarm } from './runbook-alarm.ts';

/** What differs from function to function. */
export interface CdpFunctionProps {
  readonly deployment: Deployment;
  /** The folder of the bundle: `<capability>-<use case>`. */
  readonly bundle: string;
  /** One sentence on what the function is for; shown in the Lambda console. */
  readonly description: string;
  /** Ties to the function's contract by `satisfies` at the call, so a renamed variable does not compile. */
  readonly environment: Readonly<Record<string, string>>;
  /** In MB. */
  readonly memory: number;
  readonly timeoutSeconds: number;
  /** @default - shares the account's concurrency */
  readonly reservedConcurrency?: number;
}

/**
 * A function of this product: a bundle on Node 24 and arm64, a role that may do nothing but write its
 * own log, a log group that forgets, and an alarm. What it may do besides is said with `allow`.
 */
export class CdpFunction extends Construct {
  readonly lambda: LambdaFunction;
  readonly role: Role;

  constructor(scope: Construct, id: string, props: CdpFunctionProps) {
    super(scope, id);
    const { config } = props.deployment;
    const logGroup = new LogGroup(this, 'Log', {
      retention: config.logDays,
      removalPolicy: config.protectData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(this.role);
    this.lambda = new LambdaFunction(this, 'Function', {
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: Code.fromAsset(bundleFolder(props)),
      role: this.role,
      environment: { ...props.environment },
      memorySize: props.memory,
      timeout: Duration.seconds(props.timeoutSeconds),
      reservedConcurrentExecutions: props.reservedConcurrency,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      applicationLogLevelV2: ApplicationLogLevel.INFO,
      systemLogLevelV2: SystemLogLevel[config.systemLogLevel],
    });
    new RunbookAlarm(this, 'Errors', {
      metric: this.lambda.metricErrors({ period: ALARM_PERIOD }),
      threshold: 1,
      periods: 3,
      breaching: 2,
      sentence: `${id} keeps failing: it raised errors in two of the last three five-minute periods.`,
      runbook: 'a-function-keeps-failing',
    });
  }

  /** Lets the function take exactly `actions` on the one resource with this ARN. */
  allow(actions: readonly string[], arn: string): void {
    this.role.addToPrincipalPolicy(
      new PolicyStatement({ effect: Effect.ALLOW, actions: [...actions], resources: [arn] }),
    );
  }

  /** Lets the function take exactly `actions` on what lies below a resource: the objects under `raw/`. */
  allowBelow(actions: readonly string[], below: Below): void {
    this.allow(actions, `${below.arn}/${below.path}*`);
    acknowledge(this.role, {
      rule: wildcardFinding(below),
      risk: `it may ${actions.join(', ')} on anything below ${below.path}, whose names are not known beforehand.`,
      coveredBy: 'test/infra/permissions.test.ts',
    });
  }
}

function bundleFolder({ deployment, bundle }: CdpFunctionProps): string {
  const folder = join(deployment.bundles, bundle);
  if (!existsSync(join(folder, 'index.js'))) {
    throw new Error(
      `no bundle '${bundle}' in ${deployment.bundles}, expected infra/build.ts to have made it`,
    );
  }
  return folder;
}

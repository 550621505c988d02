import { HttpMethod, HttpRouteKey } from 'aws-cdk-lib/aws-apigatewayv2';
import { Construct } from 'constructs';
import type * as z from 'zod/mini';
import type { ComputedTraitsApiEnv } from '../../functions/profile/computed-traits-api.contract.ts';
import type { ProfileApiEnv } from '../../functions/profile/profile-api.contract.ts';
import { CdpFunction } from '../constructs/cdp-function.ts';
import type { CapabilityProps } from './capability-props.ts';

/** Answers who a person is, and manages the traits that are computed about people. */
export class ProfileCapability extends Construct {
  constructor(scope: Construct, id: string, props: CapabilityProps) {
    super(scope, id);
    this.#profileApi(props);
    this.#computedTraitsApi(props);
  }

  #profileApi({ deployment, stores, edge }: CapabilityProps): void {
    const profileApi = new CdpFunction(this, 'ProfileApi', {
      deployment,
      bundle: 'profile-profile-api',
      description: 'Answers with the profile of an identifier, and its recent events.',
      environment: {
        PROFILES_TABLE_NAME: stores.profiles.tableName,
        CONFIG_TABLE_NAME: stores.config.tableName,
        IDENTIFIER_KEY_SECRET_ARN: stores.identifierKey.secretArn,
        CONFIG_POLL_SECONDS: String(deployment.config.configPollSeconds),
      } satisfies z.input<typeof ProfileApiEnv>,
      memory: deployment.config.memory.rest,
      timeoutSeconds: 10,
    });
    profileApi.allow(['dynamodb:BatchGetItem'], stores.profiles.tableArn);
    profileApi.allow(['dynamodb:GetItem', 'dynamodb:Query'], stores.config.tableArn);
    profileApi.allow(['secretsmanager:GetSecretValue'], stores.identifierKey.secretArn);
    edge.send({
      routes: [HttpRouteKey.with('/v1/profiles/{proxy+}', HttpMethod.GET)],
      to: profileApi,
      callersCheckedBy: 'functions/profile/profile-api.test.ts',
    });
  }

  #computedTraitsApi({ deployment, stores, edge }: CapabilityProps): void {
    const computedTraitsApi = new CdpFunction(this, 'ComputedTraitsApi', {
      deployment,
      bundle: 'profile-computed-traits-api',
      description: 'Lists, creates and deletes computed traits.',
      environment: {
        CONFIG_TABLE_NAME: stores.config.tableName,
      } satisfies z.input<typeof ComputedTraitsApiEnv>,
      memory: deployment.config.memory.rest,
      timeoutSeconds: 10,
    });
    computedTraitsApi.allow(
      ['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'],
      stores.config.tableArn,
    );
    edge.send({
      routes: [
        HttpRouteKey.with('/v1/admin/computed-traits', HttpMethod.ANY),
        HttpRouteKey.with('/v1/admin/computed-traits/{proxy+}', HttpMethod.ANY),
      ],
      to: computedTraitsApi,
      callersCheckedBy: 'functions/profile/computed-traits-api.test.ts',
    });
  }
}

import { RemovalPolicy } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  HttpApi,
  HttpRoute,
  type HttpRouteKey,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Deployment } from '../deployment.ts';
import { acknowledge } from './acknowledge.ts';
import type { CdpFunction } from './cdp-function.ts';

/**
 * What the access log says about a request. The **route** stands in for the path, because the path of
 * `/v1/profiles/email:…` names a person; for the same reason there is no query, address or user agent.
 */
const ACCESS_LOG = {
  requestId: '$context.requestId',
  time: '$context.requestTimeEpoch',
  route: '$context.routeKey',
  status: '$context.status',
  bytes: '$context.responseLength',
  latency: '$context.responseLatency',
  functionLatency: '$context.integrationLatency',
  functionStatus: '$context.integrationStatus',
  error: '$context.error.responseType',
};

/**
 * The one public door: an HTTP API without CORS configuration (it cannot echo per-source origins, so
 * collect answers preflights) and without authorizers (write keys, tokens and their scopes are checked
 * by the functions, which a laptop can run as well).
 */
export class HttpEdge extends Construct {
  readonly api: HttpApi;

  constructor(scope: Construct, id: string, { config }: Deployment) {
    super(scope, id);
    this.api = new HttpApi(this, 'Api', {
      apiName: `tributary-${config.stage}`,
      createDefaultStage: false,
    });
    const log = new LogGroup(this, 'AccessLog', {
      retention: config.logDays,
      removalPolicy: config.protectData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    new HttpStage(this, 'Stage', {
      httpApi: this.api,
      autoDeploy: true,
      throttle: { rateLimit: config.throttle.ratePerSecond, burstLimit: config.throttle.burst },
      accessLogSettings: {
        destination: new LogGroupLogDestination(log),
        format: AccessLogFormat.custom(JSON.stringify(ACCESS_LOG)),
      },
    });
  }

  /** Sends the requests of some routes to a function. */
  send(requests: {
    /** `HttpRouteKey.DEFAULT` is what no other route names. */
    readonly routes: readonly HttpRouteKey[];
    readonly to: CdpFunction;
    /** The test that holds the function to checking its callers, as nothing here does. */
    readonly callersCheckedBy: string;
  }): void {
    const { routes, to, callersCheckedBy } = requests;
    const integration = new HttpLambdaIntegration(to.node.id, to.lambda);
    for (const routeKey of routes) {
      const route = new HttpRoute(this, routeKey.key, { httpApi: this.api, routeKey, integration });
      acknowledge(route, {
        rule: 'AwsSolutions-APIG4',
        risk: `the gateway lets everybody through, so ${to.node.id} must tell who may ask for what.`,
        coveredBy: callersCheckedBy,
      });
    }
  }
}

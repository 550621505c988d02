import type { Resource } from '../resource-model.ts';
import { StartError } from '../start-error.ts';
import { apiId } from './models.ts';
import type { Route } from './route-table.ts';

/** API Gateway's longest and default integration time-out. */
const MAX_INTEGRATION_MS = 30_000;

/** The HTTP API of the template. */
export interface HttpApiConfig {
  readonly apiId: string;
  readonly stage: string;
  readonly routes: readonly Route[];
}

interface Integration {
  readonly target: string;
  readonly timeoutMs: number;
}

/** Reads the one HTTP API, or undefined when the template has none. Throws `StartError` for what cannot be run. */
export function readHttpApi(resources: readonly Resource[]): HttpApiConfig | undefined {
  const ofType = (kind: string) =>
    resources.filter(({ type }) => type === `AWS::ApiGatewayV2::${kind}`);
  const [api, ...others] = ofType('Api');
  if (!api) return undefined;
  if (others.length > 0) throw refusal(api, 'is one of several HTTP APIs, one port can serve one');
  if (api.properties.ProtocolType !== 'HTTP') throw refusal(api, 'is not an HTTP API');
  const integrations = new Map(
    ofType('Integration').map((integration) => [integration.physicalName, read(integration)]),
  );
  return {
    apiId: apiId(api.physicalName),
    stage: ofType('Stage')[0]?.physicalName ?? '$default',
    routes: ofType('Route').map((route) => readRoute(route, integrations)),
  };
}

function readRoute(route: Resource, integrations: ReadonlyMap<string, Integration>): Route {
  const { RouteKey, Target, AuthorizationType = 'NONE' } = route.properties;
  if (AuthorizationType !== 'NONE')
    throw refusal(route, `has an authorizer (${AuthorizationType})`);
  const integration = integrations.get(String(Target).replace(/^integrations\//, ''));
  if (!integration) throw refusal(route, `has no integration, got target '${Target}'`);
  return { routeKey: String(RouteKey), ...integration };
}

function read(integration: Resource): Integration {
  const { IntegrationType, IntegrationUri, PayloadFormatVersion, TimeoutInMillis } =
    integration.properties;
  if (IntegrationType !== 'AWS_PROXY' || PayloadFormatVersion !== '2.0') {
    throw refusal(integration, 'is not a Lambda proxy integration with payload format 2.0');
  }
  const timeoutMs = Math.min(Number(TimeoutInMillis ?? MAX_INTEGRATION_MS), MAX_INTEGRATION_MS);
  return { target: String(IntegrationUri), timeoutMs };
}

function refusal(resource: Resource, what: string): StartError {
  return new StartError(
    `${resource.stack}/${resource.logicalId} ${what}; add it in local/http-api/read-http-api.ts`,
  );
}

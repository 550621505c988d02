import { describe, expect, it } from 'vitest';
import { nameOf } from './permissions-of.ts';
import { synthesize } from './synthesize.ts';

const stage = synthesize('dev');

/** Which function answers what. */
const ROUTES = {
  $default: 'Collect',
  'GET /': 'Console',
  'GET /console/{proxy+}': 'Console',
  'GET /v1/profiles/{proxy+}': 'ProfileApi',
  'GET /v1/admin/tail': 'Tail',
  'GET /v1/admin/status': 'Status',
  'ANY /v1/admin/computed-traits': 'ComputedTraitsApi',
  'ANY /v1/admin/computed-traits/{proxy+}': 'ComputedTraitsApi',
};

it('sends each route to the function that answers it', () => {
  const routes = stage.ofType('AWS::ApiGatewayV2::Route').map(({ properties }) => {
    const target = nameOf(stage, properties.Target).replace('integrations/', '');
    const lambda = nameOf(stage, stage.at(target).properties.IntegrationUri);
    return [properties.RouteKey, lambda.split('/').at(-2)];
  });
  expect(Object.fromEntries(routes)).toEqual(ROUTES);
});

it('speaks payload format 2.0', () => {
  const integrations = stage.ofType('AWS::ApiGatewayV2::Integration');
  expect(new Set(integrations.map(({ properties }) => properties.PayloadFormatVersion))).toEqual(
    new Set(['2.0']),
  );
});

it('leaves CORS and authorization to the functions', () => {
  expect(stage.at('Edge/Api').properties.CorsConfiguration).toBeUndefined();
  expect(stage.ofType('AWS::ApiGatewayV2::Authorizer')).toEqual([]);
});

it('cannot be called by another account, and only by its own API', () => {
  for (const { properties } of stage.ofType('AWS::Lambda::Permission')) {
    expect(properties.Principal).toBe('apigateway.amazonaws.com');
    expect(nameOf(stage, properties.SourceArn)).toContain('AWS::AccountId:Edge/Api/');
  }
});

it('limits requests a second', () => {
  expect(stage.at('Edge/Stage').properties.DefaultRouteSettings).toEqual({
    ThrottlingRateLimit: stage.config.throttle.ratePerSecond,
    ThrottlingBurstLimit: stage.config.throttle.burst,
  });
});

describe('the access log', () => {
  const format = JSON.parse(stage.at('Edge/Stage').properties.AccessLogSettings.Format);

  it('holds nothing that could name a person: no path, query, address or user agent', () => {
    expect(Object.values(format).sort()).toEqual([
      '$context.error.responseType',
      '$context.integrationLatency',
      '$context.integrationStatus',
      '$context.requestId',
      '$context.requestTimeEpoch',
      '$context.responseLatency',
      '$context.responseLength',
      '$context.routeKey',
      '$context.status',
    ]);
  });
});

it('publishes what a person needs to find their way', () => {
  expect(stage.outputs.filter((output) => !output.startsWith('ExportsOutput')).sort()).toEqual([
    'ApiUrl',
    'BootstrapFunctionName',
    'ConfigTableName',
    'LakeBucketName',
    'MessagesStreamName',
    'ProfilesTableName',
    'QuarantineBucketName',
  ]);
});

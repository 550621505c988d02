import { createHash } from 'node:crypto';
import type { ResourceModel } from '../resource-model.ts';

/** API ids are ten letters and digits; ours derive from the name, so that they survive restarts. */
export function apiId(name: string): string {
  return createHash('sha256').update(name).digest('hex').slice(0, 10);
}

/** API Gateway v2, HTTP protocol with Lambda proxy integrations: what `createHttpApi` runs. */
export const httpApiModels: readonly ResourceModel[] = [
  {
    type: 'AWS::ApiGatewayV2::Api',
    modelled: ['Name', 'ProtocolType'],
    ignored: ['Description', 'Tags'],
    ref: apiId,
    attributes: (name, place) => ({ ApiEndpoint: place.url, ApiId: apiId(name) }),
  },
  {
    type: 'AWS::ApiGatewayV2::Stage',
    modelled: ['ApiId', 'AutoDeploy', 'StageName'],
    ignored: ['AccessLogSettings', 'DefaultRouteSettings', 'Description', 'RouteSettings', 'Tags'],
    nameProperty: 'StageName',
    ref: (name) => name,
    attributes: () => ({}),
  },
  {
    type: 'AWS::ApiGatewayV2::Route',
    modelled: ['ApiId', 'AuthorizationType', 'RouteKey', 'Target'],
    ignored: ['OperationName'],
    ref: (name) => name,
    attributes: () => ({}),
  },
  {
    type: 'AWS::ApiGatewayV2::Integration',
    modelled: [
      'ApiId',
      'IntegrationType',
      'IntegrationUri',
      'PayloadFormatVersion',
      'TimeoutInMillis',
    ],
    ignored: ['IntegrationMethod', 'Description'],
    ref: (name) => name,
    attributes: () => ({}),
  },
];

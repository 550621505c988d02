import type { Place, ResourceModel } from '../resource-model.ts';

/** The ARN of a function. */
export function functionArn(place: Place, name: string): string {
  return `arn:aws:lambda:${place.region}:${place.account}:function:${name}`;
}

/** Lambda functions and what stands beside them in a template. */
export const lambdaModels: readonly ResourceModel[] = [
  {
    type: 'AWS::Lambda::Function',
    modelled: [
      'Code',
      'Environment',
      'FunctionName',
      'Handler',
      'LoggingConfig',
      'MemorySize',
      'ReservedConcurrentExecutions',
      'Role',
      'Runtime',
      'Timeout',
    ],
    ignored: ['Architectures', 'Description', 'Tags', 'TracingConfig'],
    nameProperty: 'FunctionName',
    ref: (name) => name,
    attributes: (name, place) => ({ Arn: functionArn(place, name) }),
  },
  {
    // who may invoke a function is asserted in the infra tests, not here
    type: 'AWS::Lambda::Permission',
    modelled: [],
    ignored: ['Action', 'FunctionName', 'Principal', 'SourceAccount', 'SourceArn'],
    ref: (name) => name,
    attributes: () => ({}),
  },
];

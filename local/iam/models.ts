import type { Place, ResourceModel } from '../resource-model.ts';

/** The ARN of a role. */
export function roleArn(place: Place, name: string): string {
  return `arn:aws:iam::${place.account}:role/${name}`;
}

/** Roles and identity policies. */
export const iamModels: readonly ResourceModel[] = [
  {
    type: 'AWS::IAM::Role',
    modelled: ['ManagedPolicyArns', 'Policies', 'RoleName'],
    ignored: ['AssumeRolePolicyDocument', 'Description', 'MaxSessionDuration', 'Tags'],
    nameProperty: 'RoleName',
    ref: (name) => name,
    attributes: (name, place) => ({ Arn: roleArn(place, name), RoleId: name }),
  },
  {
    type: 'AWS::IAM::Policy',
    modelled: ['PolicyDocument', 'Roles'],
    ignored: ['PolicyName'],
    ref: (name) => name,
    attributes: () => ({}),
  },
  {
    type: 'AWS::IAM::ManagedPolicy',
    modelled: ['ManagedPolicyName', 'PolicyDocument', 'Roles'],
    ignored: ['Description', 'Path'],
    nameProperty: 'ManagedPolicyName',
    ref: (name, place) => `arn:aws:iam::${place.account}:policy/${name}`,
    attributes: () => ({}),
  },
];

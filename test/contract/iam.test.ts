import { describe, expect, it } from 'vitest';
import { evaluate } from '../../local/iam/evaluate.ts';
import { parsePolicy } from '../../local/iam/policy.ts';
import { demandAccess } from '../../local/iam/principals.ts';
import { rolePolicies } from '../../local/iam/role-policies.ts';
import type { Resource } from '../../local/resource-model.ts';
import { StartError } from '../../local/start-error.ts';

const TABLE = 'arn:aws:dynamodb:us-east-1:000000000000:table/profiles';

function verdict(statements: readonly object[], action = 'dynamodb:GetItem', resource = TABLE) {
  return evaluate(parsePolicy({ Statement: statements }, 'test'), { action, resource });
}

describe('a policy', () => {
  it('denies what no statement allows', () => {
    const statements = [{ Effect: 'Allow', Action: 'dynamodb:PutItem', Resource: TABLE }];
    expect(verdict([])).toBe('implicit deny');
    expect(verdict(statements)).toBe('implicit deny');
  });

  it.each([
    ['the exact action', 'dynamodb:GetItem', TABLE, 'allow'],
    ['an action in other case', 'DynamoDB:getitem', TABLE, 'allow'],
    ['a wildcard action', 'dynamodb:Get*', TABLE, 'allow'],
    ['a one-character wildcard', 'dynamodb:Ge?Item', TABLE, 'allow'],
    ['one of a list', ['s3:GetObject', 'dynamodb:GetItem'], TABLE, 'allow'],
    ['everything', '*', '*', 'allow'],
    ['another service', 's3:*', '*', 'implicit deny'],
    ['another table', 'dynamodb:GetItem', `${TABLE}-2`, 'implicit deny'],
    ['a wildcard that ends before', 'dynamodb:Get', TABLE, 'implicit deny'],
    ['an ARN in other case', 'dynamodb:GetItem', TABLE.toUpperCase(), 'implicit deny'],
    ['a wildcard resource', 'dynamodb:GetItem', 'arn:aws:dynamodb:*:*:table/prof*', 'allow'],
    ['a dot that is no wildcard', 'dynamodb.GetItem', TABLE, 'implicit deny'],
  ])('with %s gives the right verdict', (_, Action, Resource, expected) => {
    expect(verdict([{ Effect: 'Allow', Action, Resource }])).toBe(expected);
  });

  it('lets an explicit deny win over any allow', () => {
    const allow = { Effect: 'Allow', Action: '*', Resource: '*' };
    const deny = { Effect: 'Deny', Action: 'dynamodb:*', Resource: TABLE };
    expect(verdict([deny, allow])).toBe('explicit deny');
    expect(verdict([allow, deny], 's3:GetObject')).toBe('allow');
  });

  it('reads NotAction and NotResource as everything else', () => {
    const notAction = [{ Effect: 'Allow', NotAction: 'dynamodb:*', Resource: '*' }];
    expect(verdict(notAction)).toBe('implicit deny');
    expect(verdict(notAction, 's3:GetObject')).toBe('allow');
    const notResource = [{ Effect: 'Allow', Action: '*', NotResource: TABLE }];
    expect(verdict(notResource)).toBe('implicit deny');
    expect(verdict(notResource, 'dynamodb:GetItem', 'other')).toBe('allow');
  });

  it('with a condition stops the start and names the condition', () => {
    const Condition = { StringEquals: { 'cloudwatch:namespace': 'Tributary' } };
    expect(() => verdict([{ Effect: 'Allow', Action: '*', Resource: '*', Condition }])).toThrow(
      new StartError(
        'policy of test uses Condition (StringEquals cloudwatch:namespace), which the laptop cloud does not evaluate; add it in local/iam/policy.ts',
      ),
    );
  });
});

describe('the statements of a role', () => {
  const place = { account: '000000000000', region: 'us-east-1', url: 'http://127.0.0.1:1' };
  const resource = (type: string, physicalName: string, properties: object): Resource => ({
    stack: 'app',
    logicalId: physicalName,
    type,
    physicalName,
    properties: { ...properties },
  });
  const allow = (Action: string) => ({
    Statement: [{ Effect: 'Allow', Action, Resource: '*' }],
  });
  const may = (resources: readonly Resource[], action: string) =>
    evaluate(rolePolicies(resources, place).get('arn:aws:iam::000000000000:role/r') ?? [], {
      action,
      resource: 'x',
    }) === 'allow';

  it('come from inline policies, attached policies and known managed policies', () => {
    const resources = [
      resource('AWS::IAM::Policy', 'p', { PolicyDocument: allow('s3:*'), Roles: ['r'] }),
      resource('AWS::IAM::ManagedPolicy', 'm', { PolicyDocument: allow('sqs:*') }),
      resource('AWS::IAM::Role', 'r', {
        Policies: [{ PolicyDocument: allow('kinesis:*') }],
        ManagedPolicyArns: [
          'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole',
          'arn:aws:iam::000000000000:policy/m',
        ],
      }),
    ];
    const actions = ['s3:GetObject', 'sqs:SendMessage', 'kinesis:PutRecord', 'logs:PutLogEvents'];
    expect(actions.filter((action) => !may(resources, action))).toEqual([]);
    expect(may(resources, 'dynamodb:GetItem')).toBe(false);
  });

  it('with an unknown managed policy stop the start', () => {
    const role = resource('AWS::IAM::Role', 'r', {
      ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'],
    });
    expect(() => rolePolicies([role], place)).toThrow(/AdministratorAccess/);
  });
});

describe('a refusal', () => {
  const principal = { name: 'fn', arn: 'arn:aws:sts::0:assumed-role/role/fn', statements: [] };
  const requests = [{ action: 's3:PutObject', resource: 'arn:aws:s3:::lake/a' }];

  it('names caller, action and resource, and has the code of its service', () => {
    expect(() => demandAccess(principal, 's3', requests)).toThrow(
      expect.objectContaining({
        code: 'AccessDenied',
        status: 403,
        message:
          'User: arn:aws:sts::0:assumed-role/role/fn is not authorized to perform: s3:PutObject on resource: arn:aws:s3:::lake/a because no identity-based policy allows the s3:PutObject action',
      }),
    );
    expect(() => demandAccess(principal, 'dynamodb', requests)).toThrow(
      expect.objectContaining({ code: 'AccessDeniedException', status: 400 }),
    );
  });

  it('never meets the operator', () => {
    expect(() => demandAccess({ name: 'o', arn: 'o' }, 's3', requests)).not.toThrow();
  });
});

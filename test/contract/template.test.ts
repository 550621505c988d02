import { describe, expect, it } from 'vitest';
import type { ResourceModel } from '../../local/resource-model.ts';
import { StartError } from '../../local/start-error.ts';
import { loadAssembly, type Template } from '../../local/template/assembly.ts';
import { physicalNameOf } from '../../local/template/physical-name.ts';
import { createRegistry } from '../../local/template/registry.ts';
import { resolveAssembly } from '../../local/template/resolve-assembly.ts';
import { writeAssembly } from './template.assembly.ts';

const place = { account: '000000000000', region: 'us-east-1', url: 'http://127.0.0.1:4566' };

const thing: ResourceModel = {
  type: 'Test::Thing',
  modelled: ['Name', 'Value'],
  ignored: ['Reviewed'],
  nameProperty: 'Name',
  ref: (name) => `ref-${name}`,
  attributes: (name) => ({ Arn: `arn:${name}`, 'Endpoint.Port': '80' }),
};
const registry = createRegistry([{ file: 'test/thing.ts', models: [thing] }]);

function resolve(stacks: Record<string, Template>) {
  return resolveAssembly(loadAssembly(writeAssembly(stacks).directory), registry, place);
}

function resolveValue(value: unknown, template: Template = {}): unknown {
  const { resources } = resolve({
    app: {
      ...template,
      Resources: {
        Other: { Type: 'Test::Thing', Properties: { Name: 'other' } },
        It: { Type: 'Test::Thing', Properties: { Value: value } },
      },
    },
  });
  return resources.find(({ logicalId }) => logicalId === 'It')?.properties.Value;
}

describe('intrinsic functions', () => {
  it.each<[string, unknown, unknown]>([
    ['Ref', { Ref: 'Other' }, 'ref-other'],
    ['a pseudo parameter', { Ref: 'AWS::AccountId' }, '000000000000'],
    ['Fn::GetAtt', { 'Fn::GetAtt': ['Other', 'Arn'] }, 'arn:other'],
    ['Fn::GetAtt of a nested attribute', { 'Fn::GetAtt': 'Other.Endpoint.Port' }, '80'],
    ['Fn::Join', { 'Fn::Join': [':', ['a', { Ref: 'Other' }, 'b']] }, 'a:ref-other:b'],
    ['Fn::Select', { 'Fn::Select': [1, ['a', 'b']] }, 'b'],
    ['Fn::Split', { 'Fn::Select': ['1', { 'Fn::Split': [':', 'a:b'] }] }, 'b'],
    ['Fn::Base64', { 'Fn::Base64': 'a' }, 'YQ=='],
    ['Fn::ToJsonString', { 'Fn::ToJsonString': { a: { Ref: 'Other' } } }, '{"a":"ref-other"}'],
    [
      'Fn::Sub',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's syntax
      { 'Fn::Sub': ['${Other}/${Other.Arn}/${Own}/${AWS::Region}/${!Kept}', { Own: 'own' }] },
      // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's syntax
      'ref-other/arn:other/own/us-east-1/${Kept}',
    ],
    ['AWS::NoValue', { a: 1, b: { Ref: 'AWS::NoValue' } }, { a: 1 }],
    [
      'a Condition block that is no function',
      { Condition: { Bool: {} } },
      { Condition: { Bool: {} } },
    ],
  ])('%s is resolved', (_, value, expected) => {
    expect(resolveValue(value)).toEqual(expected);
  });

  it('Fn::If and Fn::FindInMap look into conditions and mappings', () => {
    const template = {
      Mappings: { Sizes: { 'us-east-1': { small: 3 } } },
      Conditions: {
        Here: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] },
        There: { 'Fn::Not': [{ Condition: 'Here' }] },
      },
    };
    const size = { 'Fn::FindInMap': ['Sizes', { Ref: 'AWS::Region' }, 'small'] };
    expect(resolveValue({ 'Fn::If': ['Here', size, 'no'] }, template)).toBe(3);
    expect(resolveValue({ 'Fn::If': ['There', size, 'no'] }, template)).toBe('no');
  });

  it('a parameter is its default, except the CDK bootstrap version nobody may read', () => {
    const Parameters = {
      Size: { Type: 'Number', Default: 3 },
      Version: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/cdk-bootstrap/version' },
    };
    expect(resolveValue({ Ref: 'Size' }, { Parameters })).toBe(3);
    expect(() => resolveValue({ Ref: 'Version' }, { Parameters })).toThrow(
      'app/It: parameter Version has no value on a laptop',
    );
  });

  it.each<[string, unknown, string]>([
    ['an unknown resource', { Ref: 'Nobody' }, "app/It: 'Nobody' is not a resource of app"],
    [
      'an attribute without a model',
      { 'Fn::GetAtt': ['Other', 'Colour'] },
      "app/It: Test::Thing has no modelled attribute 'Colour'",
    ],
    [
      'an unknown function',
      { 'Fn::Cidr': ['10.0.0.0/8', 1, 1] },
      'app/It: Fn::Cidr is not supported, add it in local/template/intrinsics.ts',
    ],
    ['an unknown export', { 'Fn::ImportValue': 'x' }, "app/It: no stack exports 'x'"],
  ])('%s stops the start, naming the resource', (_, value, message) => {
    expect(() => resolveValue(value)).toThrow(new StartError(message));
  });
});

describe('stacks', () => {
  it('see what other stacks export, whichever comes first', () => {
    const { outputs } = resolve({
      pipeline: { Outputs: { Arn: { Value: { 'Fn::ImportValue': 'data:Arn' } } } },
      data: {
        Resources: { It: { Type: 'Test::Thing', Properties: { Name: 'kept' } } },
        Outputs: {
          Out: { Value: { 'Fn::GetAtt': ['It', 'Arn'] }, Export: { Name: 'data:Arn' } },
        },
      },
    });
    expect(outputs.Arn).toBe('arn:kept');
  });

  it('may refer to each other in circles inside one stack', () => {
    const { resources } = resolve({
      app: {
        Resources: {
          A: { Type: 'Test::Thing', Properties: { Name: 'a', Value: { Ref: 'B' } } },
          B: { Type: 'Test::Thing', Properties: { Name: 'b', Value: { Ref: 'A' } } },
        },
      },
    });
    expect(resources.map(({ properties }) => properties.Value)).toEqual(['ref-b', 'ref-a']);
  });

  it('leave out resources whose condition is false', () => {
    const { resources } = resolve({
      app: {
        Conditions: { No: { 'Fn::Equals': ['a', 'b'] } },
        Resources: { It: { Type: 'Test::Thing', Condition: 'No' } },
      },
    });
    expect(resources).toEqual([]);
  });
});

describe('physical names', () => {
  it('are the same at every start and different for every resource', () => {
    expect(physicalNameOf('data', 'Lake')).toBe(physicalNameOf('data', 'Lake'));
    const ids = ['Lake', 'Lake2', 'lake'].map((id) => physicalNameOf('data', id));
    expect(new Set(ids).size).toBe(3);
  });

  it('suit the strictest service: lower case, at most 63 characters', () => {
    expect(physicalNameOf('tributary-local-pipeline', 'A'.repeat(80))).toMatch(/^[a-z0-9-]{63}$/);
  });
});

describe('what no model covers stops the start in one line', () => {
  it('an unknown type', () => {
    const template = { Resources: { It: { Type: 'AWS::Neptune::DBCluster' } } };
    expect(() => resolve({ app: template })).toThrow(
      new StartError(
        'app/It: the laptop cloud has no model of AWS::Neptune::DBCluster, add one and name it in local/template/models.ts',
      ),
    );
  });

  it('a property that is neither modelled nor reviewed', () => {
    const template = {
      Resources: { It: { Type: 'Test::Thing', Properties: { Reviewed: 1, Replicas: 2 } } },
    };
    expect(() => resolve({ app: template })).toThrow(
      new StartError(
        'app/It: property Replicas of Test::Thing is neither modelled nor reviewed as ignored, add it in test/thing.ts',
      ),
    );
  });

  it('a directory that is no cloud assembly', () => {
    expect(() => loadAssembly('/nowhere')).toThrow(StartError);
  });
});

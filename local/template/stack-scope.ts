import type { Place, ResourceModel } from '../resource-model.ts';
import type { Stack, TemplateResource } from './assembly.ts';
import { evaluate, NO_VALUE, type Scope } from './intrinsics.ts';

/** A resource that has its physical name but not yet its properties. */
export interface NamedResource {
  readonly source: TemplateResource;
  readonly model: ResourceModel;
  readonly physicalName: string;
}

/** What the intrinsic functions of one stack see. `exported` holds the exports of all stacks, evaluated when asked for. */
export function stackScope(
  stack: Stack,
  context: {
    named: ReadonlyMap<string, NamedResource>;
    place: Place;
    exported: ReadonlyMap<string, () => unknown>;
  },
): Scope {
  const { named, place, exported } = context;
  const { Conditions = {}, Mappings = {} } = stack.template;
  const find = (logicalId: string): NamedResource => {
    const found = named.get(logicalId);
    if (found) return found;
    throw new Error(`'${logicalId}' is not a resource of ${stack.name}`);
  };
  const scope: Scope = {
    ref(name) {
      if (name.startsWith('AWS::')) return pseudoParameter(name, stack, place);
      const parameter = stack.template.Parameters?.[name];
      if (parameter) return parameterDefault(name, parameter);
      const { model, physicalName } = find(name);
      return model.ref(physicalName, place);
    },
    attribute(logicalId, attribute) {
      const { model, physicalName } = find(logicalId);
      const value = model.attributes(physicalName, place)[attribute];
      if (value !== undefined) return value;
      throw new Error(`${model.type} has no modelled attribute '${attribute}'`);
    },
    condition: (name) => evaluate(Conditions[name], scope) === true,
    mapping(map, key, name) {
      const value = Mappings[map]?.[key]?.[name];
      if (value !== undefined) return value;
      throw new Error(`mapping ${map} has no ${key}/${name}`);
    },
    imported(name) {
      const value = exported.get(name);
      if (value) return value();
      throw new Error(`no stack exports '${name}'`);
    },
  };
  return scope;
}

function parameterDefault(name: string, parameter: { Type?: string; Default?: unknown }): unknown {
  const isLookup = parameter.Type?.startsWith('AWS::SSM::Parameter::Value');
  if (!isLookup && parameter.Default !== undefined) return parameter.Default;
  throw new Error(`parameter ${name} has no value on a laptop`);
}

function pseudoParameter(name: string, stack: Stack, place: Place): unknown {
  switch (name) {
    case 'AWS::AccountId':
      return place.account;
    case 'AWS::Region':
      return place.region;
    case 'AWS::Partition':
      return 'aws';
    case 'AWS::URLSuffix':
      return 'amazonaws.com';
    case 'AWS::StackName':
      return stack.name;
    case 'AWS::StackId':
      return `arn:aws:cloudformation:${place.region}:${place.account}:stack/${stack.name}/local`;
    case 'AWS::NoValue':
      return NO_VALUE;
    default:
      throw new Error(`${name} is not supported, add it in local/template/stack-scope.ts`);
  }
}

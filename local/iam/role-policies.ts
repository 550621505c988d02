import type { Place, Resource } from '../resource-model.ts';
import { StartError } from '../start-error.ts';
import { roleArn } from './models.ts';
import { parsePolicy, type Statement } from './policy.ts';

/** What AWS's own managed policies allow, as far as our functions attach them. */
const AWS_MANAGED: Readonly<Record<string, readonly string[]>> = {
  'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole': [
    'logs:CreateLogGroup',
    'logs:CreateLogStream',
    'logs:PutLogEvents',
  ],
};

/** The statements that apply to each role, by role ARN: inline, attached and AWS-managed policies together. */
export function rolePolicies(
  resources: readonly Resource[],
  place: Place,
): ReadonlyMap<string, readonly Statement[]> {
  const byRole = new Map<string, Statement[]>();
  const ofRole = (name: string): Statement[] => {
    const statements = byRole.get(roleArn(place, name)) ?? [];
    byRole.set(roleArn(place, name), statements);
    return statements;
  };
  const attachable = new Map<string, Statement[]>();
  for (const resource of resources) {
    const { type, physicalName, properties } = resource;
    if (type === 'AWS::IAM::Role') ofRole(physicalName).push(...inlinePolicies(resource));
    if (type !== 'AWS::IAM::Policy' && type !== 'AWS::IAM::ManagedPolicy') continue;
    const statements = parsePolicy(properties.PolicyDocument, label(resource));
    attachable.set(`arn:aws:iam::${place.account}:policy/${physicalName}`, statements);
    for (const role of listOf(properties.Roles)) ofRole(String(role)).push(...statements);
  }
  for (const role of resources.filter(({ type }) => type === 'AWS::IAM::Role')) {
    for (const arn of listOf(role.properties.ManagedPolicyArns)) {
      ofRole(role.physicalName).push(...managedPolicy(String(arn), role, attachable));
    }
  }
  return byRole;
}

function inlinePolicies(role: Resource): Statement[] {
  return listOf(role.properties.Policies).flatMap((policy) =>
    parsePolicy((policy as { PolicyDocument: unknown }).PolicyDocument, label(role)),
  );
}

function managedPolicy(
  arn: string,
  role: Resource,
  attachable: ReadonlyMap<string, Statement[]>,
): readonly Statement[] {
  const own = attachable.get(arn);
  if (own) return own;
  const actions = AWS_MANAGED[arn];
  if (!actions) {
    throw new StartError(
      `${label(role)} has the managed policy ${arn}, which the laptop cloud does not know; add it in local/iam/role-policies.ts`,
    );
  }
  const document = { Statement: { Effect: 'Allow', Action: actions, Resource: '*' } };
  return parsePolicy(document, arn);
}

function label(resource: Resource): string {
  return `${resource.stack}/${resource.logicalId}`;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

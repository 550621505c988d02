import type { Synthesized, TemplateResource } from './synthesize.ts';

/** One thing a role may do: `s3:PutObject Lake/raw/*`. */
export type Permission = `${string} ${string}`;

/** What each function may do, by the function's construct id, sorted. */
export function permissionsOf(stage: Synthesized): Record<string, Permission[]> {
  const entries = stage.ofType('AWS::Lambda::Function').map((lambda) => {
    const path = lambda.path.replace(/\/Function$/, '');
    const policies = policiesOf(stage, stage.at(`${path}/Role`));
    const permissions = policies.flatMap((policy) => readPolicy(stage, policy));
    return [
      path.split('/').at(-1),
      permissions.map((one) => one.replace(`${path}/`, 'its own/')).sort(),
    ];
  });
  return Object.fromEntries(entries);
}

/** A resource as a policy names it, in words: the path of the construct, and what follows its ARN. */
export function nameOf(stage: Synthesized, value: unknown): string {
  if (typeof value === 'string') return value;
  const [[kind, argument] = ['', undefined]] = Object.entries(value ?? {});
  if (kind === 'Fn::ImportValue') return nameOf(stage, stage.exports.get(String(argument)));
  if (kind === 'Fn::Join') return argument[1].map((part: unknown) => nameOf(stage, part)).join('');
  if (kind === 'Ref') return pathOf(stage, argument);
  if (kind === 'Fn::GetAtt') {
    const [logicalId, attribute] = argument;
    return `${pathOf(stage, logicalId)}${attribute === 'StreamArn' ? '#stream' : ''}`;
  }
  throw new Error(`cannot name ${JSON.stringify(value)}`);
}

function policiesOf(stage: Synthesized, role: TemplateResource): TemplateResource[] {
  return stage
    .ofType('AWS::IAM::Policy')
    .filter(({ properties }) =>
      properties.Roles.some((one: { Ref: string }) => one.Ref === role.logicalId),
    );
}

function readPolicy(stage: Synthesized, policy: TemplateResource): Permission[] {
  return policy.properties.PolicyDocument.Statement.flatMap(
    (statement: { Action: unknown; Resource: unknown }) =>
      list(statement.Action).flatMap((action) =>
        list(statement.Resource).map((resource) => `${action} ${nameOf(stage, resource)}`),
      ),
  );
}

function pathOf(stage: Synthesized, logicalId: string): string {
  return stage.resources.find((resource) => resource.logicalId === logicalId)?.path ?? logicalId;
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value];
}

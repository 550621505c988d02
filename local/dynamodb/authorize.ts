import type { Place } from '../resource-model.ts';
import type { AwsCall, IamRequest } from '../service.ts';
import type { Input } from './request-input.ts';
import { tableArn } from './table-spec.ts';

/** The IAM action that a transaction entry needs on its table. */
const ENTRY_ACTIONS: Readonly<Record<string, string>> = {
  ConditionCheck: 'dynamodb:ConditionCheckItem',
  Put: 'dynamodb:PutItem',
  Update: 'dynamodb:UpdateItem',
  Delete: 'dynamodb:DeleteItem',
  Get: 'dynamodb:GetItem',
};

/**
 * What IAM is asked about a DynamoDB call: the operation on its table or tables; for transactions the
 * operation of each entry. A request without a table asks nothing: it is refused as invalid anyway.
 */
export function authorizeDynamoDb(call: AwsCall, place: Place): readonly IamRequest[] {
  const { operation, input } = call;
  if (operation === 'ListTables') return [{ action: 'dynamodb:ListTables', resource: '*' }];
  if (operation.startsWith('Transact'))
    return entriesOf(input).map((entry) => toRequest(entry, place));
  const names = operation.startsWith('Batch')
    ? Object.keys(recordIn(input, 'RequestItems'))
    : [input.TableName];
  return names
    .filter((name) => typeof name === 'string')
    .map((name) => toRequest({ action: `dynamodb:${operation}`, name }, place));
}

function entriesOf(input: Input): readonly { action: string; name: string }[] {
  const items = Array.isArray(input.TransactItems) ? input.TransactItems : [];
  return items.flatMap((item: unknown) =>
    Object.entries(ENTRY_ACTIONS).flatMap(([kind, action]) => {
      const name = isRecord(item) ? recordIn(item, kind).TableName : undefined;
      return typeof name === 'string' ? [{ action, name }] : [];
    }),
  );
}

function toRequest({ action, name }: { action: string; name: string }, place: Place): IamRequest {
  return { action, resource: tableArn(name, place) };
}

function recordIn(input: Input, name: string): Input {
  const value = input[name];
  return isRecord(value) ? value : {};
}

function isRecord(value: unknown): value is Input {
  return typeof value === 'object' && value !== null;
}

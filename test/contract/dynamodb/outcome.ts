import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DeleteItemCommand,
  type DynamoDBClient,
  DynamoDBServiceException,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactGetItemsCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { FuzzCall } from './fuzz-operation.ts';

/** What a call came to, in a form in which equal outcomes are equal JSON. */
export type Outcome =
  | { readonly kind: 'output'; readonly output: Record<string, unknown> }
  | {
      readonly kind: 'error';
      readonly name: string;
      readonly message: string;
      readonly reasons?: readonly Record<string, unknown>[];
      readonly item?: unknown;
    };

/** Sends a call with the real client at its default settings. */
export async function outcomeOf(client: DynamoDBClient, call: FuzzCall): Promise<Outcome> {
  try {
    const { $metadata: _, ...output } = await send(client, call);
    return { kind: 'output', output: canonical(output) as Record<string, unknown> };
  } catch (cause) {
    return outcomeOfError(cause);
  }
}

/** The outcome a failed call is; anything but an error of the service is thrown on. */
export function outcomeOfError(cause: unknown): Outcome {
  if (!(cause instanceof DynamoDBServiceException)) throw cause;
  const { name, message } = cause;
  const { CancellationReasons: reasons, Item: item } = canonical({ ...cause }) as {
    CancellationReasons?: readonly Record<string, unknown>[];
    Item?: unknown;
  };
  return {
    kind: 'error',
    name,
    message,
    ...(reasons && { reasons }),
    ...(item !== undefined && { item }),
  };
}

function send(client: DynamoDBClient, { name, input }: FuzzCall) {
  switch (name) {
    case 'GetItem':
      return client.send(new GetItemCommand(input));
    case 'PutItem':
      return client.send(new PutItemCommand(input));
    case 'UpdateItem':
      return client.send(new UpdateItemCommand(input));
    case 'DeleteItem':
      return client.send(new DeleteItemCommand(input));
    case 'Query':
      return client.send(new QueryCommand(input));
    case 'Scan':
      return client.send(new ScanCommand(input));
    case 'BatchGetItem':
      return client.send(new BatchGetItemCommand(input));
    case 'BatchWriteItem':
      return client.send(new BatchWriteItemCommand(input));
    case 'TransactGetItems':
      return client.send(new TransactGetItemsCommand(input));
    case 'TransactWriteItems':
      return client.send(new TransactWriteItemsCommand(input));
  }
}

/** The value with bytes as base64, members of objects and of sets sorted: neither has an order. */
export function canonical(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([name, member]) => [name, canonicalMember(name, member)] as const);
  return Object.fromEntries(members.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** DynamoDB Local returns some numbers as they were written, `1e2` or `2.50`; how the engine writes them its own tests say. */
function canonicalMember(name: string, member: unknown): unknown {
  if (name === 'N' && typeof member === 'string') return canonicalNumber(member);
  if (name === 'NS' && isSet(name, member))
    return sorted(member.map((number) => canonicalNumber(String(number))));
  return isSet(name, member) ? sorted(member) : canonical(member);
}

/** A number as its significant digits and exponent. */
function canonicalNumber(text: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return '0';
  const scale = Number(exponent) - fraction.length + digits.length - significant.length;
  return `${sign === '-' ? '-' : ''}${significant}e${scale}`;
}

function isSet(name: string, value: unknown): value is readonly unknown[] {
  return /^[SNB]S$/.test(name) && Array.isArray(value);
}

function sorted(set: readonly unknown[]): readonly unknown[] {
  return set.map(canonical).toSorted((a, b) => (String(a) < String(b) ? -1 : 1));
}

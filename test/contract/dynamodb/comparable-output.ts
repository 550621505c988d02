import type { FuzzCall } from './fuzz-operation.ts';
import { canonical } from './outcome.ts';

/** The output of a call without what DynamoDB Local reports differently from AWS, with the reason for each. */
export function comparableOutput(
  { name, input }: FuzzCall,
  output: Record<string, unknown>,
): unknown {
  const { ConsumedCapacity: capacity, ...rest } = output;
  switch (name) {
    case 'TransactWriteItems':
      // DynamoDB Local bills every transaction of writes the same few units, however many items it writes.
      return { ...rest, capacity: tablesOf(capacity) };
    case 'BatchWriteItem':
      // DynamoDB Local bills two units for deleting what is not there, but only in a batch.
      return hasDeletes(input)
        ? { ...rest, capacity: tablesOf(capacity) }
        : { ...rest, capacity: byTable(capacity) };
    case 'BatchGetItem':
      return comparableBatch(output, { keepsCapacity: foundAll(input, output) });
    case 'Query':
      // DynamoDB Local does not bill for finding nothing, AWS bills the least it can.
      return output.ScannedCount === 0 ? { ...rest, capacity: capacity !== undefined } : output;
    case 'DeleteItem':
      // DynamoDB Local reports units for deleting what is not there even to who did not ask.
      return input.ReturnConsumedCapacity === undefined || input.ReturnConsumedCapacity === 'NONE'
        ? rest
        : output;
    case 'TransactGetItems':
      return { ...rest, capacity: byTable(capacity) };
    default:
      return output;
  }
}

/** Items of a batch come in no order. DynamoDB Local does not bill for keys without an item, AWS does. */
function comparableBatch(
  { ConsumedCapacity: capacity, ...rest }: Record<string, unknown>,
  options: { keepsCapacity: boolean },
): unknown {
  const responses = Object.entries(rest.Responses ?? {}).map(([table, items]) => [
    table,
    Array.isArray(items) ? items.map((item) => JSON.stringify(item)).toSorted() : items,
  ]);
  return {
    ...rest,
    Responses: canonical(Object.fromEntries(responses)),
    capacity: options.keepsCapacity ? byTable(capacity) : tablesOf(capacity),
  };
}

function foundAll(
  input: Extract<FuzzCall, { name: 'BatchGetItem' }>['input'],
  output: Record<string, unknown>,
): boolean {
  const asked = Object.values(input.RequestItems ?? {}).flatMap(({ Keys }) => Keys ?? []);
  return asked.length === Object.values(output.Responses ?? {}).flat().length;
}

function hasDeletes(input: Extract<FuzzCall, { name: 'BatchWriteItem' }>['input']): boolean {
  return Object.values(input.RequestItems ?? {}).some((requests) =>
    requests?.some((request) => request.DeleteRequest),
  );
}

function byTable(capacity: unknown): unknown {
  if (!Array.isArray(capacity)) return capacity;
  return capacity.map((entry) => JSON.stringify(entry)).toSorted();
}

function tablesOf(capacity: unknown): unknown {
  if (!Array.isArray(capacity)) return capacity;
  return capacity.map((entry: { TableName?: string }) => entry.TableName).toSorted();
}

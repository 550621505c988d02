import type { KeysAndAttributes, WriteRequest } from '@aws-sdk/client-dynamodb';
import type { FuzzOperation } from './fuzz-operation.ts';
import {
  type Maker,
  makeCapacity,
  makeItem,
  makeKey,
  makeProjection,
  makeTableName,
  maybe,
  operationOf,
} from './operation-parts.ts';
import type { Attributes, FuzzTable } from './random-tables.ts';

/** A table and what its part of a batch is made from. */
interface TableAndMaker {
  readonly table: FuzzTable;
  readonly maker: Maker;
}

export function batchGetItem(maker: Maker): FuzzOperation {
  const { random } = maker;
  const capacity = makeCapacity(maker);
  const parts: { forms: readonly string[] }[] = [capacity];
  const requests = someTables(maker).map(({ table, maker }): [string, KeysAndAttributes] => {
    const sound = { ...maker, faults: false };
    const isFaulty = maker.faults && random.oneIn(2);
    const projection = makeProjection(isFaulty ? maker : sound, 'BatchGetItem');
    const consistent = maybe(random, { ConsistentRead: true }, 'ConsistentRead');
    parts.push(projection, consistent);
    const keys = unique(random.list(1, 4, () => makeKey(sound, table)));
    const Keys = maker.faults && !isFaulty ? spoil(maker, keys, () => makeKey(maker, table)) : keys;
    const name = makeTableName(isFaulty ? maker : sound, table);
    return [name, { Keys: [...Keys], ...projection.parameters, ...consistent.parameters }];
  });
  const input = { RequestItems: Object.fromEntries(requests), ...capacity.parameters };
  return operationOf({ name: 'BatchGetItem', input }, ...parts);
}

export function batchWriteItem(maker: Maker): FuzzOperation {
  const { random } = maker;
  const capacity = makeCapacity(maker);
  const forms: string[] = [];
  const writeRequest = (maker: Maker, table: FuzzTable): WriteRequest => {
    const form = random.pick(['put', 'delete']);
    forms.push(form);
    if (form === 'put') return { PutRequest: { Item: makeItem(maker, table) } };
    return { DeleteRequest: { Key: makeKey(maker, table) } };
  };
  const requests = someTables(maker).map(({ table, maker }): [string, WriteRequest[]] => {
    const sound = { ...maker, faults: false };
    const writes = unique(random.list(1, 5, () => writeRequest(sound, table)));
    const all = maker.faults ? spoil(maker, writes, () => writeRequest(maker, table)) : writes;
    return [maker.faults ? table.name : makeTableName(sound, table), [...all]];
  });
  const input = { RequestItems: Object.fromEntries(requests), ...capacity.parameters };
  return operationOf({ name: 'BatchWriteItem', input }, { forms }, capacity);
}

/** Up to three tables, of which only one may be asked something wrong: engines differ in which they look at first. */
function someTables(maker: Maker): readonly TableAndMaker[] {
  const tables = maker.random.some(maker.tables, 3);
  const faulty = maker.random.below(tables.length);
  return tables.map((table, index) => ({ table, maker: { ...maker, faults: index === faulty } }));
}

/** Elements with different keys. */
function unique<T extends WriteRequest | Attributes>(elements: readonly T[]): readonly T[] {
  const byPlace = new Map<string, T>();
  for (const element of elements) {
    const item: Attributes | undefined = isWriteRequest(element)
      ? (element.PutRequest?.Item ?? element.DeleteRequest?.Key)
      : element;
    byPlace.set(JSON.stringify([item?.pk, item?.sk, item?.id]), element);
  }
  return [...byPlace.values()];
}

function isWriteRequest(element: WriteRequest | Attributes): element is WriteRequest {
  return 'PutRequest' in element || 'DeleteRequest' in element;
}

/** Now and then one thing is wrong: an element twice, none, too many, or one that `make` may get wrong. */
function spoil<T>({ random }: Maker, elements: readonly T[], make: () => T): readonly T[] {
  const [first] = elements;
  if (first === undefined) return elements;
  if (random.oneIn(10)) return [...elements, first];
  if (random.oneIn(30)) return [];
  if (random.oneIn(30)) return Array.from({ length: 101 }, () => first);
  return random.oneIn(2) ? [make(), ...elements.slice(1)] : elements;
}

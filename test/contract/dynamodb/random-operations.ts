import type {
  KeysAndAttributes,
  ReturnValue,
  Select,
  WriteRequest,
} from '@aws-sdk/client-dynamodb';
import type { FuzzCall, FuzzOperation } from './fuzz-operation.ts';
import {
  type ExpressionPart,
  type Maker,
  makeCapacity,
  makeExpressions,
  makeItem,
  makeKey,
  makeTableName,
  maybe,
} from './operation-parts.ts';
import { randomCondition, randomKeyCondition } from './random-conditions.ts';
import type { Attributes, FuzzTable } from './random-tables.ts';
import { transactGetItems, transactWriteItems } from './random-transactions.ts';
import { randomProjection, randomUpdate } from './random-updates.ts';

const BAD_SEGMENTS = [{ Segment: 2 }, { TotalSegments: 2 }, { Segment: 3, TotalSegments: 2 }];

/** A table and what its part of a batch is made from. */
interface TableAndMaker {
  readonly table: FuzzTable;
  readonly maker: Maker;
}

type Make = (maker: Maker) => FuzzOperation;

/** Every operation, as often as its share says. */
const MAKERS: readonly Make[] = [
  ...times(3, getItem),
  ...times(5, putItem),
  ...times(7, updateItem),
  ...times(2, deleteItem),
  ...times(4, query),
  ...times(2, scan),
  ...times(1, batchGetItem),
  ...times(1, batchWriteItem),
  ...times(1, transactGetItems),
  ...times(4, transactWriteItems),
];

/** Makes one operation. */
export function randomOperation(maker: Maker): FuzzOperation {
  return maker.random.pick(MAKERS)(maker);
}

function getItem(maker: Maker): FuzzOperation {
  const { random } = maker;
  const table = random.pick(maker.tables);
  const projection = projectionPart(maker, 'GetItem');
  const consistent = maybe(random, { ConsistentRead: true }, 'ConsistentRead');
  const capacity = makeCapacity(maker);
  const input = {
    TableName: makeTableName(maker, table),
    Key: makeKey(maker, table),
    ...projection.parameters,
    ...consistent.parameters,
    ...capacity.parameters,
  };
  return one({ name: 'GetItem', input }, projection, consistent, capacity);
}

function putItem(maker: Maker): FuzzOperation {
  const table = maker.random.pick(maker.tables);
  const condition = conditionPart(maker, 'PutItem');
  const options = writeOptions(maker, ['NONE', 'ALL_OLD']);
  const input = {
    TableName: makeTableName(maker, table),
    Item: makeItem(maker, table),
    ...condition.parameters,
    ...options.parameters,
  };
  return one({ name: 'PutItem', input }, condition, options);
}

function deleteItem(maker: Maker): FuzzOperation {
  const table = maker.random.pick(maker.tables);
  const condition = conditionPart(maker, 'DeleteItem');
  const options = writeOptions(maker, ['NONE', 'ALL_OLD']);
  const input = {
    TableName: makeTableName(maker, table),
    Key: makeKey(maker, table),
    ...condition.parameters,
    ...options.parameters,
  };
  return one({ name: 'DeleteItem', input }, condition, options);
}

function updateItem(maker: Maker): FuzzOperation {
  const { random } = maker;
  const table = random.pick(maker.tables);
  const expressions = makeExpressions(maker, 'UpdateItem', (scope) => ({
    ...(!random.oneIn(25) && { UpdateExpression: randomUpdate(scope) }),
    ...(random.oneIn(3) && { ConditionExpression: randomCondition(scope) }),
  }));
  const options = writeOptions(maker, ['NONE', 'ALL_OLD', 'ALL_NEW', 'UPDATED_OLD', 'UPDATED_NEW']);
  const input = {
    TableName: makeTableName(maker, table),
    Key: makeKey(maker, table),
    ...expressions.parameters,
    ...options.parameters,
  };
  return one({ name: 'UpdateItem', input }, expressions, options);
}

function query(maker: Maker): FuzzOperation {
  const { random } = maker;
  const table = random.pick(maker.tables);
  const expressions = makeExpressions(maker, 'Query', (scope) => ({
    ...(!random.oneIn(60) && { KeyConditionExpression: randomKeyCondition(scope, table) }),
    ...(random.oneIn(2) && { FilterExpression: randomCondition(scope) }),
    ...(random.oneIn(4) && { ProjectionExpression: randomProjection(scope) }),
  }));
  const options = pageOptions(maker);
  const start = maybe(random, { ExclusiveStartKey: makeKey(maker, table) }, 'ExclusiveStartKey');
  const backwards = maybe(random, { ScanIndexForward: false }, 'backwards');
  const input = {
    TableName: makeTableName(maker, table),
    ...expressions.parameters,
    ...options.parameters,
    ...start.parameters,
    ...backwards.parameters,
  };
  return one({ name: 'Query', input }, expressions, options, start, backwards);
}

function scan(maker: Maker): FuzzOperation {
  const { random } = maker;
  const table = random.pick(maker.tables);
  const expressions = makeExpressions(maker, 'Scan', (scope) => ({
    ...(!random.oneIn(4) && { FilterExpression: randomCondition(scope) }),
    ...(random.oneIn(3) && { ProjectionExpression: randomProjection(scope) }),
  }));
  const options = pageOptions(maker);
  const segments = random.oneIn(4)
    ? random.pick(BAD_SEGMENTS)
    : { Segment: 0, TotalSegments: 1 + random.below(4) };
  const segment = maybe(random, segments, 'Segment');
  const start =
    random.oneIn(20) && !segment.forms.length ? { ExclusiveStartKey: makeKey(maker, table) } : {};
  const input = {
    TableName: makeTableName(maker, table),
    ...expressions.parameters,
    ...options.parameters,
    ...segment.parameters,
    ...start,
  };
  return one({ name: 'Scan', input }, expressions, options, segment);
}

function batchGetItem(maker: Maker): FuzzOperation {
  const { random } = maker;
  const capacity = makeCapacity(maker);
  const parts: { forms: readonly string[] }[] = [capacity];
  const requests = someTables(maker).map(({ table, maker }): [string, KeysAndAttributes] => {
    const sound = { ...maker, faults: false };
    const isFaulty = maker.faults && random.oneIn(2);
    const projection = projectionPart(isFaulty ? maker : sound, 'BatchGetItem');
    const consistent = maybe(random, { ConsistentRead: true }, 'ConsistentRead');
    parts.push(projection, consistent);
    const keys = unique(random.list(1, 4, () => makeKey(sound, table)));
    const Keys = maker.faults && !isFaulty ? spoil(maker, keys, () => makeKey(maker, table)) : keys;
    const name = makeTableName(isFaulty ? maker : sound, table);
    return [name, { Keys: [...Keys], ...projection.parameters, ...consistent.parameters }];
  });
  const input = { RequestItems: Object.fromEntries(requests), ...capacity.parameters };
  return one({ name: 'BatchGetItem', input }, ...parts);
}

function batchWriteItem(maker: Maker): FuzzOperation {
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
  return one({ name: 'BatchWriteItem', input }, { forms }, capacity);
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

function projectionPart(maker: Maker, row: string): ExpressionPart {
  return makeExpressions(maker, row, (scope) =>
    maker.random.oneIn(3)
      ? {}
      : { ProjectionExpression: randomProjection(scope, maker.faults ? 4 : 1) },
  );
}

function conditionPart(maker: Maker, row: string): ExpressionPart {
  return makeExpressions(maker, row, (scope) =>
    maker.random.oneIn(4) ? {} : { ConditionExpression: randomCondition(scope) },
  );
}

function writeOptions(maker: Maker, returnValues: readonly ReturnValue[]) {
  const { random } = maker;
  const capacity = makeCapacity(maker);
  const value = random.oneIn(40)
    ? random.pick<ReturnValue>(['ALL_NEW', 'UPDATED_OLD'])
    : random.pick(returnValues);
  const onFailure = maybe(
    random,
    { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const },
    'ALL_OLD on failure',
  );
  return {
    parameters: { ReturnValues: value, ...onFailure.parameters, ...capacity.parameters },
    forms: [value, ...onFailure.forms, ...capacity.forms],
  };
}

function pageOptions(maker: Maker) {
  const { random } = maker;
  const capacity = makeCapacity(maker);
  const limit = maybe(random, { Limit: random.oneIn(20) ? 0 : 1 + random.below(6) }, 'Limit');
  const consistent = maybe(random, { ConsistentRead: true }, 'ConsistentRead');
  const select = random.oneIn(4)
    ? random.pick<Select>([
        'COUNT',
        'ALL_ATTRIBUTES',
        'SPECIFIC_ATTRIBUTES',
        'ALL_PROJECTED_ATTRIBUTES',
      ])
    : undefined;
  return {
    parameters: {
      ...limit.parameters,
      ...consistent.parameters,
      ...capacity.parameters,
      ...(select && { Select: select }),
    },
    forms: [...limit.forms, ...consistent.forms, ...capacity.forms, ...(select ? [select] : [])],
  };
}

function one(call: FuzzCall, ...parts: readonly { forms: readonly string[] }[]): FuzzOperation {
  return { call, uses: [{ row: call.name, forms: parts.flatMap(({ forms }) => forms) }] };
}

function times(count: number, make: Make): readonly Make[] {
  return Array.from({ length: count }, () => make);
}

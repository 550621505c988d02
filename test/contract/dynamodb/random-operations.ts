import type { ReturnValue, Select } from '@aws-sdk/client-dynamodb';
import type { FuzzOperation } from './fuzz-operation.ts';
import {
  type ExpressionPart,
  type Maker,
  makeCapacity,
  makeExpressions,
  makeItem,
  makeKey,
  makeProjection,
  makeTableName,
  maybe,
  operationOf,
} from './operation-parts.ts';
import { batchGetItem, batchWriteItem } from './random-batches.ts';
import { randomCondition, randomKeyCondition } from './random-conditions.ts';
import { transactGetItems, transactWriteItems } from './random-transactions.ts';
import { randomProjection, randomUpdate } from './random-updates.ts';

const BAD_SEGMENTS = [{ Segment: 2 }, { TotalSegments: 2 }, { Segment: 3, TotalSegments: 2 }];

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
  const projection = makeProjection(maker, 'GetItem');
  const consistent = maybe(random, { ConsistentRead: true }, 'ConsistentRead');
  const capacity = makeCapacity(maker);
  const input = {
    TableName: makeTableName(maker, table),
    Key: makeKey(maker, table),
    ...projection.parameters,
    ...consistent.parameters,
    ...capacity.parameters,
  };
  return operationOf({ name: 'GetItem', input }, projection, consistent, capacity);
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
  return operationOf({ name: 'PutItem', input }, condition, options);
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
  return operationOf({ name: 'DeleteItem', input }, condition, options);
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
  return operationOf({ name: 'UpdateItem', input }, expressions, options);
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
  return operationOf({ name: 'Query', input }, expressions, options, start, backwards);
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
  return operationOf({ name: 'Scan', input }, expressions, options, segment);
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

function times(count: number, make: Make): readonly Make[] {
  return Array.from({ length: count }, () => make);
}

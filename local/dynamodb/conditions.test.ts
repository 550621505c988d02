import { beforeAll, describe, expect, it } from 'vitest';
import {
  keyOf,
  openTestEngine,
  type TestEngine,
} from '../../test/contract/dynamodb/test-engine.ts';

const ITEM = {
  ...keyOf('item'),
  n: { N: '5' },
  s: { S: 'hello' },
  l: { L: [{ N: '1' }, { S: 'x' }, { M: { k: { N: '9' } } }] },
  m: { M: { a: { N: '1' }, 'b.c': { S: 'deep' } } },
  ss: { SS: ['a', 'b'] },
  ns: { NS: ['1', '2'] },
  bin: { B: 'YWJj' },
  t: { BOOL: true },
  z: { NULL: true },
};
const VALUES: Readonly<Record<string, unknown>> = {
  ':one': { N: '1.0' },
  ':five': { N: '5' },
  ':nine': { N: '9' },
  ':hello': { S: 'hello' },
  ':he': { S: 'he' },
  ':x': { S: 'x' },
  ':a': { S: 'a' },
  ':ba': { SS: ['b', 'a'] },
  ':ab': { B: 'YWI=' },
  ':true': { BOOL: true },
  ':N': { S: 'N' },
  ':three': { N: '3' },
};
const NAMES: Readonly<Record<string, string>> = { '#name': 'name', '#bc': 'b.c' };

let engine: TestEngine;

beforeAll(async () => {
  engine = openTestEngine();
  await engine.call('PutItem', { Item: ITEM });
});

/** The placeholders an expression uses, as a request gives them. */
function placeholders(expression: string) {
  const pick = <T>(from: Readonly<Record<string, T>>) =>
    Object.fromEntries(
      Object.entries(from).filter(([key]) => RegExp(`${key}\\b`).test(expression)),
    );
  const names = pick(NAMES);
  const values = pick(VALUES);
  return {
    ...(Object.keys(names).length > 0 && { ExpressionAttributeNames: names }),
    ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
  };
}

function check(ConditionExpression: string) {
  return {
    TransactItems: [
      {
        ConditionCheck: {
          TableName: 'items',
          Key: keyOf('item'),
          ConditionExpression,
          ...placeholders(ConditionExpression),
        },
      },
    ],
  };
}

describe('a condition holds', () => {
  it.each([
    'n = :five',
    ':five = n',
    'm.a = :one',
    'n <> :one AND absent <> :one',
    'n > :one AND n >= :five AND NOT n < :five AND n <= :five',
    'n BETWEEN :one AND :nine',
    'n IN (:one, :five)',
    's = :hello AND begins_with(s, :he)',
    'begins_with(bin, :ab)',
    'contains(s, :he) AND contains(l, :x) AND contains(ss, :a) AND contains(ns, :one)',
    'ss = :ba',
    't = :true',
    'attribute_exists(l[2].k) AND attribute_not_exists(l[3]) AND attribute_not_exists(#name)',
    'm.#bc <> :x',
    'attribute_type(n, :N) AND NOT attribute_type(s, :N)',
    'size(l) = :three AND size(bin) = :three AND size(s) = :five',
    // AND binds tighter than OR, NOT tighter than AND
    'n = :five OR n = :one AND s = :x',
    'NOT n = :one AND s = :hello',
    'NOT (n = :one OR s = :x)',
    'n between :one and :nine and not s = :x',
  ])('%s', async (expression) => {
    await expect(engine.call('TransactWriteItems', check(expression))).resolves.toEqual({});
  });
});

describe('a condition is false', () => {
  it.each([
    'absent = :one',
    'absent < :one',
    'n = :hello',
    's < :five',
    'size(n) = :one',
    'size(n) < :nine',
    'contains(s, :five)',
    'begins_with(n, :he)',
    '(n = :five OR n = :one) AND s = :x',
    'n BETWEEN :nine AND absent',
  ])('%s', async (expression) => {
    const { code } = await engine.failure('TransactWriteItems', check(expression));
    expect(code).toBe('TransactionCanceledException');
  });
});

describe('a condition is refused', () => {
  it.each([
    ['n = ', 'Syntax error; token: "<EOF>", near: "= "'],
    ['n == :one', 'Syntax error; token: "=", near: "== :one"'],
    ['n = :one)', 'Syntax error; token: ")", near: ":one)"'],
    ['((n = :one))', 'The expression has redundant parentheses;'],
    ['n = 5', 'Syntax error; token: "5", near: "= 5"'],
    ['name = :one', 'Attribute name is a reserved keyword; reserved keyword: name'],
    // On AWS's list; DynamoDB Local lets it pass.
    ['size = :one', 'Attribute name is a reserved keyword; reserved keyword: size'],
    [
      '#other = :one',
      'An expression attribute name used in the document path is not defined; attribute name: #other',
    ],
    [
      'n = :other',
      'An expression attribute value used in expression is not defined; attribute value: :other',
    ],
    ['foo(n)', 'Invalid function name; function: foo'],
    ['size(n)', 'The function is not allowed to be used this way in an expression; function: size'],
    [
      'if_not_exists(n, :one) = :one',
      'The function is not allowed in a condition expression; function: if_not_exists',
    ],
    [
      'attribute_exists(:one)',
      'Operator or function requires a document path; operator or function: attribute_exists',
    ],
    [
      'begins_with(s)',
      'Incorrect number of operands for operator or function; operator or function: begins_with, number of operands: 1',
    ],
    [
      'begins_with(s, :one)',
      'Incorrect operand type for operator or function; operator or function: begins_with, operand type: N',
    ],
    [
      'n < :true',
      'Incorrect operand type for operator or function; operator or function: <, operand type: BOOL',
    ],
    [
      'n = n',
      'The first operand must be distinct from the remaining operands for this operator or function; operator: =, first operand: [n]',
    ],
    [
      'n BETWEEN :five AND :one',
      'The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: {N:5}, upper bound operand: AttributeValue: {N:1.0}',
    ],
  ])('%s', async (expression, message) => {
    const failure = await engine.failure('PutItem', {
      Item: ITEM,
      ConditionExpression: expression,
      ...placeholders(expression),
    });
    expect(failure.code).toBe('ValidationException');
    expect(failure.message).toBe(`Invalid ConditionExpression: ${message}`);
  });

  it('when a placeholder is defined and not used', async () => {
    const unused = await engine.failure('PutItem', {
      Item: ITEM,
      ConditionExpression: 'attribute_exists(n)',
      ExpressionAttributeValues: { ':other': { N: '1' } },
    });
    expect(unused.message).toBe(
      'Value provided in ExpressionAttributeValues unused in expressions: keys: {:other}',
    );
  });
});

it('a failed condition returns the item to who asks for it', async () => {
  const input = {
    Item: keyOf('item'),
    ConditionExpression: 'attribute_not_exists(pk)',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  };
  const failure = await engine.failure('PutItem', input);
  expect(failure.code).toBe('ConditionalCheckFailedException');
  expect(failure.fields.Item).toEqual(ITEM);
});

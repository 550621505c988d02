import { beforeEach, describe, expect, it } from 'vitest';
import {
  keyOf,
  openTestEngine,
  type TestEngine,
} from '../../test/contract/dynamodb/test-engine.ts';

const BEFORE = {
  n: { N: '5' },
  s: { S: 'hello' },
  l: { L: [{ N: '1' }, { N: '2' }, { N: '3' }] },
  m: { M: { a: { N: '1' }, b: { M: { c: { S: 'd' } } } } },
  ss: { SS: ['a', 'b'] },
};
const VALUES: Readonly<Record<string, unknown>> = {
  ':one': { N: '1' },
  ':tenth': { N: '0.10' },
  ':text': { S: 'text' },
  ':list': { L: [{ N: '9' }] },
  ':set': { SS: ['b', 'c'] },
  ':all': { SS: ['a', 'b'] },
  ':numbers': { NS: ['2', '1'] },
};

let engine: TestEngine;

beforeEach(async () => {
  engine = openTestEngine();
  await engine.call('PutItem', { Item: { ...keyOf('item'), ...BEFORE } });
});

function update(UpdateExpression: string, more: Record<string, unknown> = {}) {
  const used = Object.entries(VALUES).filter(([key]) => RegExp(`${key}\\b`).test(UpdateExpression));
  return {
    Key: keyOf('item'),
    UpdateExpression,
    ...(used.length > 0 && { ExpressionAttributeValues: Object.fromEntries(used) }),
    ...more,
  };
}

async function attributesAfter(expression: string) {
  const { Attributes } = await engine.call(
    'UpdateItem',
    update(expression, { ReturnValues: 'ALL_NEW' }),
  );
  return Attributes;
}

describe('an update', () => {
  const list = (...numbers: number[]) => ({ L: numbers.map((N) => ({ N: String(N) })) });

  it.each([
    ['SET n = n + :tenth', { n: { N: '5.1' } }],
    ['SET n = :one - n', { n: { N: '-4' } }],
    ['SET x = if_not_exists(x, :one) + :one, n = if_not_exists(n, :one)', { x: { N: '2' } }],
    ['SET l = list_append(l, :list)', { l: list(1, 2, 3, 9) }],
    ['SET l = list_append(:list, l)', { l: list(9, 1, 2, 3) }],
    [
      'SET l[1] = :one, m.b.c = :one',
      { l: list(1, 1, 3), m: { M: { a: { N: '1' }, b: { M: { c: { N: '1' } } } } } },
    ],
    ['SET l[9] = :one, k = n, l[7] = n', { l: list(1, 2, 3, 5, 1), k: { N: '5' } }],
    ['REMOVE l[0], l[1]', { l: list(3) }],
    ['REMOVE l[0] SET l[1] = :one', { l: list(1, 3) }],
    ['SET l[5] = :one REMOVE l[3]', { l: list(1, 2, 3, 1) }],
    ['REMOVE m.b.c, nothing, l[7]', { m: { M: { a: { N: '1' }, b: { M: {} } } } }],
    ['SET n = s, s = n', { n: { S: 'hello' }, s: { N: '5' } }],
    [
      'ADD n :one, x :one, m.a :one',
      { n: { N: '6' }, x: { N: '1' }, m: { M: { ...BEFORE.m.M, a: { N: '2' } } } },
    ],
    ['ADD ss :set, ns :numbers', { ss: { SS: ['a', 'b', 'c'] }, ns: { NS: ['1', '2'] } }],
    ['DELETE ss :set', { ss: { SS: ['a'] } }],
    ['set n = :one remove x', { n: { N: '1' } }],
  ])('%s', async (expression, changed) => {
    expect(await attributesAfter(expression)).toEqual({ ...keyOf('item'), ...BEFORE, ...changed });
  });

  it('that takes the last member of a set takes the attribute', async () => {
    expect(await attributesAfter('DELETE ss :all')).not.toHaveProperty('ss');
  });

  it('creates an item that is not there, with its key alone if need be', async () => {
    const { Attributes } = await engine.call('UpdateItem', {
      Key: keyOf('new'),
      ReturnValues: 'ALL_NEW',
    });
    expect(Attributes).toEqual(keyOf('new'));
  });
});

describe('an update is refused', () => {
  it.each([
    ['SET n = x', 'The provided expression refers to an attribute that does not exist in the item'],
    ['SET n = s + :one', 'An operand in the update expression has an incorrect data type'],
    ['SET x.y = :one', 'The document path provided in the update expression is invalid for update'],
    [
      'SET s[0] = :one',
      'The document path provided in the update expression is invalid for update',
    ],
    [
      'SET pk = :one',
      'One or more parameter values were invalid: Cannot update attribute pk. This attribute is part of the key',
    ],
    ['ADD s :one', 'An operand in the update expression has an incorrect data type'],
    [
      'ADD n :text',
      'Invalid UpdateExpression: Incorrect operand type for operator or function; operator: ADD, operand type: STRING, typeSet: ALLOWED_FOR_ADD_OPERAND',
    ],
    [
      'SET n = n + :text',
      'Invalid UpdateExpression: Incorrect operand type for operator or function; operator or function: +, operand type: S',
    ],
    [
      'SET n = :one SET s = :one',
      'Invalid UpdateExpression: The "SET" section can only be used once in an update expression;',
    ],
    [
      'SET m.a = :one, m = :one',
      'Invalid UpdateExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [m, a], path two: [m]',
    ],
    [
      'SET m.a = :one, m[0] = :one',
      'Invalid UpdateExpression: Two document paths conflict with each other; must remove or rewrite one of these paths; path one: [m, a], path two: [m, [0]]',
    ],
    [
      'SET n = size(l)',
      'Invalid UpdateExpression: The function is not allowed in an update expression; function: size',
    ],
    ['SET n = :one,', 'Invalid UpdateExpression: Syntax error; token: "<EOF>", near: ","'],
  ])('%s', async (expression, message) => {
    const failure = await engine.failure('UpdateItem', update(expression));
    expect([failure.code, failure.message]).toEqual(['ValidationException', message]);
  });

  it('when the item would be larger than 400 KB', async () => {
    const failure = await engine.failure('UpdateItem', {
      Key: keyOf('item'),
      UpdateExpression: 'SET big = :big',
      ExpressionAttributeValues: { ':big': { S: 'x'.repeat(409_600) } },
    });
    expect(failure.message).toBe('Item size to update has exceeded the maximum allowed size');
  });
});

describe('ReturnValues', () => {
  it.each([
    ['NONE', undefined],
    ['ALL_OLD', { ...keyOf('item'), ...BEFORE }],
    ['UPDATED_OLD', { n: { N: '5' } }],
    ['UPDATED_NEW', { n: { N: '6' }, x: { N: '1' } }],
  ])('%s', async (ReturnValues, attributes) => {
    const { Attributes } = await engine.call(
      'UpdateItem',
      update('ADD n :one, x :one', { ReturnValues }),
    );
    expect(Attributes).toEqual(attributes);
  });
});

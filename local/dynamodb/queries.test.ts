import { beforeEach, describe, expect, it } from 'vitest';
import {
  keyOf,
  openTestEngine,
  type TestEngine,
} from '../../test/contract/dynamodb/test-engine.ts';

let engine: TestEngine;

beforeEach(async () => {
  engine = openTestEngine();
  for (const sk of ['a', 'ab', 'b', 'é', '\uffff', '😀']) {
    await engine.call('PutItem', { Item: { ...keyOf(sk), length: { N: String(sk.length) } } });
  }
});

function query(
  condition: string,
  values: Record<string, string>,
  more: Record<string, unknown> = {},
) {
  const entries = Object.entries(values).map(([name, S]) => [name, { S }]);
  return {
    KeyConditionExpression: `pk = :p${condition}`,
    ExpressionAttributeValues: { ':p': { S: 'p' }, ...Object.fromEntries(entries) },
    ...more,
  };
}

async function sortKeys(input: Record<string, unknown>): Promise<readonly string[]> {
  const { Items } = await engine.call('Query', input);
  // Items of this table, as the API returns them.
  return (Items as { sk: { S: string } }[]).map(({ sk }) => sk.S);
}

describe('Query', () => {
  it.each([
    // UTF-8 order, in which U+FFFF comes before what lies beyond it
    ['', {}, ['a', 'ab', 'b', 'é', '\uffff', '😀']],
    [' AND sk = :s', { ':s': 'ab' }, ['ab']],
    [' AND sk < :s', { ':s': 'b' }, ['a', 'ab']],
    [' AND sk <= :s', { ':s': 'b' }, ['a', 'ab', 'b']],
    [' AND sk > :s', { ':s': 'é' }, ['\uffff', '😀']],
    [' AND :s <= sk', { ':s': 'é' }, ['é', '\uffff', '😀']],
    [' AND sk BETWEEN :s AND :t', { ':s': 'ab', ':t': 'é' }, ['ab', 'b', 'é']],
    [' AND begins_with(sk, :s)', { ':s': 'a' }, ['a', 'ab']],
  ])('pk = :p%s', async (condition, values, expected) => {
    expect(await sortKeys(query(condition, values))).toEqual(expected);
    const backwards = query(condition, values, { ScanIndexForward: false });
    expect(await sortKeys(backwards)).toEqual(expected.toReversed());
  });

  it('goes on page by page, in either direction', async () => {
    for (const ScanIndexForward of [true, false]) {
      const pages: string[] = [];
      let ExclusiveStartKey: unknown;
      do {
        const input = query('', {}, { Limit: 4, ScanIndexForward, ExclusiveStartKey });
        pages.push(...(await sortKeys(input)));
        ExclusiveStartKey = (await engine.call('Query', input)).LastEvaluatedKey;
      } while (ExclusiveStartKey);
      expect(pages).toEqual(await sortKeys(query('', {}, { ScanIndexForward })));
    }
  });

  it('counts what it reads and what passes the filter', async () => {
    const input = query('', {}, { FilterExpression: '#l > :one', Select: 'COUNT' });
    const filtered = {
      ...input,
      ExpressionAttributeNames: { '#l': 'length' },
      ExpressionAttributeValues: { ...input.ExpressionAttributeValues, ':one': { N: '1' } },
    };
    expect(await engine.call('Query', filtered)).toEqual({ Count: 2, ScannedCount: 6 });
  });

  it('ends a page with the item that takes it beyond 1 MB, whatever the filter leaves', async () => {
    for (const sk of ['1', '2', '3', '4', '5']) {
      await engine.call('PutItem', {
        Item: { ...keyOf(sk, 'big'), text: { S: 'x'.repeat(300_000) } },
      });
    }
    const input = {
      KeyConditionExpression: 'pk = :p',
      FilterExpression: 'attribute_exists(nothing)',
      ExpressionAttributeValues: { ':p': { S: 'big' } },
    };
    expect(await engine.call('Query', input)).toEqual({
      Items: [],
      Count: 0,
      ScannedCount: 4,
      LastEvaluatedKey: keyOf('4', 'big'),
    });
  });

  it.each([
    ['pk > :p', 'Query key condition not supported'],
    ['sk = :p', 'Query condition missed key schema element'],
    ['pk = :p OR sk = :p', 'Invalid operator used in KeyConditionExpression: OR'],
    ['pk = :p AND size(sk) = :p', 'KeyConditionExpressions cannot contain nested operations'],
    ['pk = :p AND pk = :p', 'KeyConditionExpressions must only contain one condition per key'],
  ])('refuses %s', async (KeyConditionExpression, message) => {
    const ExpressionAttributeValues = { ':p': { S: 'p' } };
    const failure = await engine.failure('Query', {
      KeyConditionExpression,
      ExpressionAttributeValues,
    });
    expect(failure.message).toBe(message);
  });
});

describe('Scan', () => {
  it('reads every item once over its pages and segments, in no order of keys', async () => {
    const expected: string[] = [];
    for (let number = 0; number < 50; number += 1) {
      const pk = `partition-${String(number).padStart(2, '0')}`;
      expected.push(pk);
      await engine.call('PutItem', { Item: keyOf('x', pk) });
    }
    const found: string[] = [];
    for (const Segment of [0, 1, 2]) {
      let ExclusiveStartKey: unknown;
      do {
        const input = { Segment, TotalSegments: 3, Limit: 4, ExclusiveStartKey };
        const { Items, LastEvaluatedKey } = await engine.call('Scan', input);
        const items = Items as { pk: { S: string } }[];
        found.push(...items.map(({ pk }) => pk.S).filter((pk) => pk !== 'p'));
        ExclusiveStartKey = LastEvaluatedKey;
      } while (ExclusiveStartKey);
    }
    expect(found.toSorted()).toEqual(expected);
    expect(found).not.toEqual(expected);
  });
});

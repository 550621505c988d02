import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bodyOf, callEngine } from './dynamodb/call-engine.ts';
import { openDurableEngine, TABLE } from './dynamodb/durable-engine.ts';

const CHILD = path.join(import.meta.dirname, 'dynamodb/durability-child.ts');
const ACKNOWLEDGED_BEFORE_KILL = 400;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'dynamodb-durability-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

/** Lets a process write, kills it in the middle, and returns the last number it was told is stored. */
function lastAcknowledged(file: string): Promise<number> {
  const child = spawn(process.execPath, [CHILD, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
    if (output.split('\n').length > ACKNOWLEDGED_BEFORE_KILL) child.kill('SIGKILL');
  });
  return new Promise((resolve) => {
    // A number without its line end may be half a number.
    child.once('close', () => resolve(Number(output.split('\n').at(-2))));
  });
}

describe('a process killed while it writes', () => {
  it('has lost nothing that was acknowledged, and no half of a transaction is there', async () => {
    const file = path.join(folder, 'state.db');
    const last = await lastAcknowledged(file);
    expect(last).toBeGreaterThanOrEqual(ACKNOWLEDGED_BEFORE_KILL - 1);

    const service = openDurableEngine(file);
    const { Count: items } = await bodyOf(
      callEngine(service, 'Query', {
        TableName: TABLE,
        KeyConditionExpression: 'pk = :item',
        ExpressionAttributeValues: { ':item': { S: 'item' } },
        Select: 'COUNT',
      }),
    );
    expect(items).toBeGreaterThan(last);
    const { Item: counter } = await bodyOf(
      callEngine(service, 'GetItem', {
        TableName: TABLE,
        Key: { pk: { S: 'counter' }, sk: { N: '0' } },
      }),
    );
    expect(counter).toMatchObject({ written: { N: String(items) } });

    const [shardId = ''] = service.streams.shards(TABLE);
    const records = service.streams.read({ streamArn: TABLE, shardId, limit: 100_000 });
    const inserted = records
      .map(({ dynamodb }) => dynamodb.Keys)
      .filter(({ sk, pk }) => sk && JSON.stringify(pk) === '{"S":"item"}');
    expect(inserted.map(({ sk }) => sk)).toEqual(
      Array.from({ length: Number(items) }, (_, number) => ({ N: String(number) })),
    );
  });
});

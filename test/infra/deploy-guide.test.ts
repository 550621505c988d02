import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { synthesize } from './synthesize.ts';

const guide = readFileSync(join(import.meta.dirname, '../../docs/deploy.md'), 'utf8');
const prod = synthesize('prod');

it('counts the resources that cost something while idle', () => {
  expect(guide).toContain(`| ${prod.ofType('AWS::CloudWatch::Alarm').length} alarms |`);
  expect(guide).toContain(`${prod.at('Messages').properties.ShardCount} shard,`);
  expect(prod.ofType('AWS::SecretsManager::Secret')).toHaveLength(1);
  expect(prod.ofType('AWS::KMS::Key')).toEqual([]);
});

it('adds up', () => {
  const costs = [...guide.matchAll(/^\|.*\| (\d+\.\d\d) \|$/gm)].map(([, cost]) => Number(cost));
  const [, sum] = /\*\*(\d+\.\d\d)\*\*/.exec(guide) ?? [];
  expect(costs.reduce((total, cost) => total + cost, 0)).toBeCloseTo(Number(sum), 2);
});

it('names outputs that exist', () => {
  for (const [, output] of guide.matchAll(/outputs (\w+)\)/g))
    expect(prod.outputs).toContain(output);
});

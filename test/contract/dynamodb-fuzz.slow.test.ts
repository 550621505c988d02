import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { whyNoDynamoDbLocal } from './dynamodb/dynamodb-local.ts';
import { fuzz, printDifferences, seedOfRun } from './dynamodb/fuzz-run.ts';
import { type OpenEngines, openEngines } from './dynamodb/open-engines.ts';
import { recordsByItem } from './dynamodb/stream-records.ts';

const SEEDS = 5;
const OPERATIONS = 13_000;
const LANES = 4;

const skipped = whyNoDynamoDbLocal();
if (skipped) console.warn(`long DynamoDB fuzz test skipped: ${skipped}`);

describe.skipIf(skipped !== undefined)('many random operations on the embedded engine', () => {
  let engines: OpenEngines;

  beforeEach(async () => {
    engines = await openEngines();
  });

  afterEach(() => engines.close());

  const first = seedOfRun();
  const seeds = Array.from({ length: SEEDS }, (_, index) => first + index);

  it.each(seeds)(
    'come to the same as in DynamoDB Local, streams too, with seed %i',
    async (seed) => {
      const report = await fuzz(engines, { seed, lanes: LANES, operations: OPERATIONS });
      console.log(`FUZZ_SEED=${seed}: ${report.operations} operations`, report.outcomes);
      expect(report.differences, printDifferences(report)).toEqual([]);
      expect(report.coverage.missing()).toEqual([]);
      for (const { name } of report.tables) {
        const engine = await recordsByItem(engines.urls.engine, name);
        expect(Object.values(engine).flat().length).toBeGreaterThan(100);
        expect(engine).toEqual(await recordsByItem(engines.urls.local, name));
      }
    },
  );
});

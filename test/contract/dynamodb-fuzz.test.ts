import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { whyNoDynamoDbLocal } from './dynamodb/dynamodb-local.ts';
import { type FuzzReport, fuzz, printDifferences, seedOfRun } from './dynamodb/fuzz-run.ts';
import { type OpenEngines, openEngines } from './dynamodb/open-engines.ts';

const OPERATIONS = 4400;
const LANES = 4;
const TIMEOUT_MS = 400_000;

const skipped = whyNoDynamoDbLocal();
if (skipped) console.warn(`DynamoDB fuzz test skipped: ${skipped}`);

it.runIf(process.env.CI === 'true')('in CI DynamoDB Local is there to be compared with', () => {
  expect(skipped).toBeUndefined();
});

describe.skipIf(skipped !== undefined)('random operations on the embedded engine', () => {
  let engines: OpenEngines;
  let report: FuzzReport;

  beforeAll(async () => {
    engines = await openEngines();
    report = await fuzz(engines, { seed: seedOfRun(), lanes: LANES, operations: OPERATIONS });
    const { seed, operations, outcomes, coverage } = report;
    console.log(`FUZZ_SEED=${seed}: ${operations} operations`, Object.fromEntries(outcomes));
    console.log(coverage.print());
  }, TIMEOUT_MS);

  afterAll(() => engines?.close());

  it('come to the same as in DynamoDB Local, every one of them', () => {
    expect(report.differences, printDifferences(report)).toEqual([]);
  });

  it('are many, and errors to a good part', () => {
    expect(report.operations).toBeGreaterThanOrEqual(4000);
    expect(report.errors / report.operations).toBeGreaterThanOrEqual(0.25);
    expect(report.operations - report.errors).toBeGreaterThanOrEqual(1000);
  });

  it('show every form the engine supports in every operation that takes it', () => {
    expect(report.coverage.missing()).toEqual([]);
  });
});

import { CreateTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { comparable } from './accepted-differences.ts';
import type { Coverage } from './coverage.ts';
import type { FuzzCall, FuzzOperation } from './fuzz-operation.ts';
import type { Maker } from './operation-parts.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import { Random } from './random.ts';
import { randomOperation } from './random-operations.ts';
import { createTableInput, type FuzzTable, tablesOf } from './random-tables.ts';
import { outcomeOfScan } from './scan-outcome.ts';

/** The two engines, each behind a client of its own. */
export interface Engines {
  readonly local: DynamoDBClient;
  readonly engine: DynamoDBClient;
}

/** One operation whose outcomes differ. */
export interface Difference {
  readonly seed: number;
  /** Which operation of its lane it was. */
  readonly index: number;
  readonly call: FuzzCall;
  readonly local: Outcome;
  readonly engine: Outcome;
}

/** What a lane saw. */
export interface LaneResult {
  readonly operations: number;
  /** How many outcomes of DynamoDB Local were of each kind: `ok`, or the name of the error. */
  readonly outcomes: ReadonlyMap<string, number>;
  readonly differences: readonly Difference[];
}

/** Errors that say the request was valid and something about the items. */
const EVALUATED = [
  'ConditionalCheckFailedException',
  'IdempotentParameterMismatchException',
  'TransactionCanceledException',
];
/** Goes on past a difference up to this many, to show whether they have something in common. */
const MAX_DIFFERENCES = 20;

/** Sends random operations on tables of its own to both engines, one after the other, and compares. */
export async function runLane(
  engines: Engines,
  options: { seed: number; lane: number; operations: number; coverage: Coverage },
): Promise<LaneResult> {
  const { seed, coverage } = options;
  const tables = tablesOf(options.lane);
  const maker: Maker = { random: new Random(seed), tables, coverage, faults: true };
  for (const table of tables) {
    const create = new CreateTableCommand(createTableInput(table));
    await Promise.all([engines.local.send(create), engines.engine.send(create)]);
  }
  const outcomes = new Map<string, number>();
  const differences: Difference[] = [];
  let index = 0;
  while (index < options.operations + tables.length && differences.length < MAX_DIFFERENCES) {
    const operation =
      index < options.operations
        ? randomOperation(maker)
        : readAll(tables[index - options.operations]);
    const both = await runBoth(engines, operation.call);
    const kind = both.local.kind === 'error' ? both.local.name : 'ok';
    outcomes.set(kind, (outcomes.get(kind) ?? 0) + 1);
    count(coverage, operation, both.local);
    const { local, engine } = comparable(operation.call, both);
    if (JSON.stringify(local) !== JSON.stringify(engine)) {
      differences.push({ seed, index, call: operation.call, ...both });
    }
    index += 1;
  }
  return { operations: index, outcomes, differences };
}

/** In the end both must hold the same items. */
function readAll(table: FuzzTable | undefined): FuzzOperation {
  return { call: { name: 'Scan', input: { TableName: table?.name } }, uses: [] };
}

async function runBoth(
  engines: Engines,
  call: FuzzCall,
): Promise<{ local: Outcome; engine: Outcome }> {
  const run = (client: DynamoDBClient) =>
    call.name === 'Scan' ? outcomeOfScan(client, call.input) : outcomeOf(client, call);
  const [local, engine] = await Promise.all([run(engines.local), run(engines.engine)]);
  return { local, engine };
}

/** A form counts once the operation got as far as the items; an invalid request shows nothing. */
function count(coverage: Coverage, operation: FuzzOperation, local: Outcome): void {
  const evaluated = local.kind === 'output' || EVALUATED.includes(local.name);
  if (!evaluated) return;
  for (const { row, forms } of operation.uses) coverage.count(row, forms);
}

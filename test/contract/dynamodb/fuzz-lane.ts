import { CreateTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { comparable } from './accepted-differences.ts';
import { Coverage } from './coverage.ts';
import type { FuzzCall, FuzzOperation } from './fuzz-operation.ts';
import { SUPPORTED } from './fuzz-operation.ts';
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
  readonly lane: number;
  /** Which operation of its lane it was. */
  readonly index: number;
  readonly call: FuzzCall;
  readonly local: Outcome;
  readonly engine: Outcome;
}

/** Errors that say the request was valid and something about the items. */
const EVALUATED = [
  'ConditionalCheckFailedException',
  'IdempotentParameterMismatchException',
  'TransactionCanceledException',
];

/**
 * Operations on tables of its own, sent to both engines one after the other. Nothing outside the lane has
 * a say in what it does, so seed and number make the same operations again.
 */
export class FuzzLane {
  readonly coverage = new Coverage(SUPPORTED);
  readonly tables: readonly FuzzTable[];
  readonly differences: Difference[] = [];
  /** How many outcomes of DynamoDB Local were of each kind: `ok`, or the name of the error. */
  readonly outcomes = new Map<string, number>();
  readonly #engines: Engines;
  readonly #number: number;
  readonly #maker: Maker;
  #index = 0;

  constructor(engines: Engines, seed: number, number: number) {
    this.#engines = engines;
    this.#number = number;
    this.tables = tablesOf(number);
    this.#maker = {
      random: new Random(seed * 1000 + number),
      tables: this.tables,
      coverage: this.coverage,
      faults: true,
    };
  }

  /** Creates the lane's tables. */
  async begin(): Promise<void> {
    for (const table of this.tables) {
      const create = new CreateTableCommand(createTableInput(table));
      await Promise.all([this.#engines.local.send(create), this.#engines.engine.send(create)]);
    }
  }

  /** Sends this many operations more. */
  async run(operations: number): Promise<void> {
    for (let done = 0; done < operations; done += 1)
      await this.#compare(randomOperation(this.#maker));
  }

  /** Compares what both engines hold in the end. */
  async end(): Promise<void> {
    for (const { name } of this.tables) {
      await this.#compare({ call: { name: 'Scan', input: { TableName: name } }, uses: [] });
    }
  }

  async #compare(operation: FuzzOperation): Promise<void> {
    const { call } = operation;
    const both = await this.#sendBoth(call);
    const kind = both.local.kind === 'error' ? both.local.name : 'ok';
    this.outcomes.set(kind, (this.outcomes.get(kind) ?? 0) + 1);
    this.#count(operation, both.local);
    const { local, engine } = comparable(call, both);
    if (JSON.stringify(local) !== JSON.stringify(engine)) {
      this.differences.push({ lane: this.#number, index: this.#index, call, ...both });
    }
    this.#index += 1;
  }

  async #sendBoth(call: FuzzCall): Promise<{ local: Outcome; engine: Outcome }> {
    const send = (client: DynamoDBClient) =>
      call.name === 'Scan' ? outcomeOfScan(client, call.input) : outcomeOf(client, call);
    const [local, engine] = await Promise.all([
      send(this.#engines.local),
      send(this.#engines.engine),
    ]);
    return { local, engine };
  }

  /** A form counts once the operation got as far as the items; an invalid request shows nothing. */
  #count(operation: FuzzOperation, local: Outcome): void {
    const evaluated = local.kind === 'output' || EVALUATED.includes(local.name);
    if (!evaluated) return;
    for (const { row, forms } of operation.uses) this.coverage.count(row, forms);
  }
}

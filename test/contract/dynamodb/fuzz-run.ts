import { Coverage } from './coverage.ts';
import { type Difference, type Engines, FuzzLane } from './fuzz-lane.ts';
import { SUPPORTED } from './fuzz-operation.ts';
import type { FuzzTable } from './random-tables.ts';

/** What a run of random operations saw. */
export interface FuzzReport {
  readonly seed: number;
  readonly operations: number;
  /** How many of them were errors, of DynamoDB Local that is. */
  readonly errors: number;
  /** How many outcomes there were of each kind, most first. */
  readonly outcomes: readonly (readonly [string, number])[];
  readonly differences: readonly Difference[];
  readonly coverage: Coverage;
  readonly tables: readonly FuzzTable[];
}

/** Operations added at a time, in each lane, when the planned ones left a form out. */
const EXTRA = 50;
/** Rare cells may be missed; going on until they are met ends at this many times what was asked. */
const MOST_TIMES = 6;

/**
 * Sends random operations in several lanes at once to both engines and compares every outcome. Goes on
 * beyond `operations`, at most to six times as many, until every supported form was shown.
 */
export async function fuzz(
  engines: Engines,
  options: { seed: number; lanes: number; operations: number },
): Promise<FuzzReport> {
  const { seed } = options;
  const lanes = Array.from(
    { length: options.lanes },
    (_, number) => new FuzzLane(engines, seed, number),
  );
  await inAll(lanes, (lane) => lane.begin());
  let planned = Math.ceil(options.operations / lanes.length);
  const most = MOST_TIMES * planned;
  await inAll(lanes, (lane) => lane.run(planned));
  while (planned < most && merged(lanes).missing().length > 0) {
    await inAll(lanes, (lane) => lane.run(EXTRA));
    planned += EXTRA;
  }
  await inAll(lanes, (lane) => lane.end());
  return report(seed, lanes);
}

/** A new seed, or the one in `FUZZ_SEED`, which repeats a run. */
export function seedOfRun(): number {
  const given = process.env.FUZZ_SEED;
  return given === undefined ? Date.now() % 1_000_000_000 : Number(given);
}

/** The first differences in full, with what it takes to see them again. */
export function printDifferences({ seed, differences }: FuzzReport): string {
  const shown = differences
    .slice(0, 5)
    .map(({ lane, index, call, local, engine }) =>
      [
        `lane ${lane}, operation ${index}: ${call.name} ${print(call.input)}`,
        `  DynamoDB Local: ${print(local)}`,
        `  engine:         ${print(engine)}`,
      ].join('\n'),
    );
  return [`${differences.length} differences, FUZZ_SEED=${seed} repeats them`, ...shown].join('\n');
}

function report(seed: number, lanes: readonly FuzzLane[]): FuzzReport {
  const outcomes = new Map<string, number>();
  for (const lane of lanes) {
    for (const [kind, count] of lane.outcomes) {
      outcomes.set(kind, (outcomes.get(kind) ?? 0) + count);
    }
  }
  const operations = [...outcomes.values()].reduce((total, count) => total + count, 0);
  return {
    seed,
    operations,
    errors: operations - (outcomes.get('ok') ?? 0),
    outcomes: [...outcomes].toSorted(([, a], [, b]) => b - a),
    differences: lanes.flatMap(({ differences }) => differences),
    coverage: merged(lanes),
    tables: lanes.flatMap(({ tables }) => tables),
  };
}

function merged(lanes: readonly FuzzLane[]): Coverage {
  const all = new Coverage(SUPPORTED);
  for (const { coverage } of lanes) all.add(coverage);
  return all;
}

async function inAll(
  lanes: readonly FuzzLane[],
  work: (lane: FuzzLane) => Promise<void>,
): Promise<void> {
  await Promise.all(lanes.map(work));
}

function print(value: unknown): string {
  return JSON.stringify(value, (_, part) =>
    part instanceof Uint8Array ? `bytes ${Buffer.from(part).toString('base64')}` : part,
  );
}

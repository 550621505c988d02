import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_IDENTITY_RULES, type IdentityRules } from '../../shared/resolve/identity-rules.ts';
import { checkBatchModel, checkInvariants } from './race-invariants.ts';
import { History, race, type Sabotage } from './race-world.ts';

/**
 * Two workers on the same people, every store call one step of a random schedule, with crashes before and
 * after writes, zombie twins of an invocation, stale reads and client resends. `RACE_HISTORIES` sets how many
 * histories run (default 2,000).
 */

const HISTORIES = Number(process.env.RACE_HISTORIES ?? 2000);
const LOOSE: IdentityRules = {
  ...DEFAULT_IDENTITY_RULES,
  limits: { userId: 99, email: 99, phone: 99, anonymousId: 99 },
};
const TIGHT: IdentityRules = {
  ...DEFAULT_IDENTITY_RULES,
  limits: { userId: 1, email: 2, phone: 1, anonymousId: 3 },
};

async function property(
  rules: IdentityRules,
  options: { histories: number; sabotage?: Sabotage; seed?: number },
): Promise<void> {
  const asserted = fc.asyncProperty(History, fc.scheduler(), async (history, scheduler) => {
    const result = await race(history, { scheduler, rules, sabotage: options.sabotage });
    checkInvariants(result, rules);
    if (rules === LOOSE) checkBatchModel(result, rules);
  });
  await fc.assert(asserted, { numRuns: options.histories, seed: options.seed, endOnFailure: true });
}

describe('two workers racing on the same people', () => {
  it(
    'keep every invariant with limits in force',
    () => property(TIGHT, { histories: HISTORIES / 2 }),
    300_000,
  );
  it(
    'reach the batch model with limits off',
    () => property(LOOSE, { histories: HISTORIES / 2 }),
    300_000,
  );

  it.each<Sabotage>(['no-revision-condition', 'no-identifier-condition', 'no-marks', 'no-ring'])(
    'is noticed to fail with %s',
    async (sabotage) => {
      const verdicts = await Promise.allSettled([
        property(TIGHT, { histories: 500, sabotage, seed: 1 }),
        property(LOOSE, { histories: 500, sabotage, seed: 1 }),
      ]);
      expect(verdicts.map(({ status }) => status)).toContain('rejected');
    },
  );
});

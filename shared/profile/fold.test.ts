import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { messageHash } from '../resolve/message-ring.ts';
import { foldTraits, mergeTraits } from './fold-traits.ts';
import type { Trait } from './profile.ts';

const Stated = fc.record({
  traits: fc.dictionary(fc.constantFrom('plan', 'city', 'age'), fc.option(fc.nat(3))),
  timestamp: fc.nat(3),
  source: fc.constant('web'),
  by: fc.nat(1000).map((n) => messageHash('web', String(n))),
});
const Messages = fc.uniqueArray(Stated, { selector: ({ by }) => by, maxLength: 8 });

const fold = (messages: readonly Parameters<typeof foldTraits>[1][]) => {
  const traits = new Map<string, Trait>();
  for (const message of messages) foldTraits(traits, message);
  return new Map([...traits].sort());
};

describe('foldTraits', () => {
  it('gives the same traits for any order and repetition', () => {
    const shuffled = Messages.chain((messages) =>
      fc.tuple(
        fc.constant(messages),
        fc.shuffledSubarray([...messages, ...messages], { minLength: messages.length * 2 }),
      ),
    );
    fc.assert(
      fc.property(shuffled, ([messages, again]) => {
        expect(fold(again)).toEqual(fold(messages));
      }),
    );
  });

  it('gives the same traits wherever two profiles were split', () => {
    fc.assert(
      fc.property(Messages, fc.nat(8), (messages, at) => {
        const [left, right] = [fold(messages.slice(0, at)), fold(messages.slice(at))];
        mergeTraits(left, right);
        expect(new Map([...left].sort())).toEqual(fold(messages));
      }),
    );
  });

  it('keeps a tombstone for an unset trait, so that an older value stays away', () => {
    const by = (n: number) => messageHash('web', String(n));
    const traits = fold([
      { traits: { plan: null }, timestamp: 2, source: 'web', by: by(1) },
      { traits: { plan: 'pro' }, timestamp: 1, source: 'web', by: by(2) },
    ]);
    expect(traits.get('plan')?.value).toBeUndefined();
  });

  it('turns away traits over 32 KB and unusable names, and counts them', () => {
    const by = messageHash('web', 'm');
    const traits = new Map<string, Trait>();
    const big = { big: 'x'.repeat(40_000), ['__proto__']: 1, '': 1, ok: 1 };
    const fold = foldTraits(traits, { traits: big, timestamp: 1, source: 'web', by });
    expect(fold).toEqual({ changed: true, dropped: 3 });
    expect([...traits.keys()]).toEqual(['ok']);
  });
});

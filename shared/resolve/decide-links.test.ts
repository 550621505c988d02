import { describe, expect, it } from 'vitest';
import type { Trust } from '../collect/envelope.ts';
import { decideLinks } from './decide-links.ts';
import { type Identifier, identifierKey, parseIdentifierKey } from './identifier.ts';
import { DEFAULT_IDENTITY_RULES } from './identity-rules.ts';

function identifiers(...keys: string[]): Identifier[] {
  return keys.map(parseIdentifierKey).filter((found) => found !== undefined);
}

/** Decides over profiles given as `{p1: ['userId:u']}`. */
function decide(keys: string[], profiles: Record<string, string[]>, trust: Trust = 'trusted') {
  const nodes = Object.entries(profiles).map(([profileId, held]) => ({
    profileId,
    identifiers: new Map(held.map((key) => [key, true])),
  }));
  return decideLinks(identifiers(...keys), {
    rootOf: (identifier) => nodes.find((node) => node.identifiers.has(identifierKey(identifier))),
    rules: DEFAULT_IDENTITY_RULES,
    trust,
  });
}

describe('decideLinks', () => {
  it('makes a new profile for identifiers nobody holds', () => {
    const decision = decide(['userId:u', 'anonymousId:a'], {});
    expect(decision).toMatchObject({ winner: undefined, absorbed: [], refused: [] });
    expect(decision.added.map(identifierKey)).toEqual(['userId:u', 'anonymousId:a']);
  });

  it('lets the profile with a userId win over an older one', () => {
    const decision = decide(['userId:u', 'anonymousId:a'], {
      p1: ['anonymousId:a'],
      p2: ['userId:u'],
    });
    expect(decision).toMatchObject({ winner: 'p2', absorbed: ['p1'], added: [] });
  });

  it('lets the older of two anonymous profiles win', () => {
    const decision = decide(['email:e@x', 'anonymousId:a'], {
      p2: ['email:e@x'],
      p1: ['anonymousId:a'],
    });
    expect(decision).toMatchObject({ winner: 'p1', absorbed: ['p2'] });
  });

  it('refuses only the offending identifier', () => {
    const decision = decide(['userId:u2', 'email:e@x', 'anonymousId:a9'], {
      p1: ['userId:u1', 'email:e@x'],
      p2: ['userId:u2'],
    });
    expect(decision.winner).toBe('p2');
    expect(decision.refused.map(({ reason }) => reason)).toEqual(['known-to-another']);
    expect(decision.added.map(identifierKey)).toEqual(['anonymousId:a9']);
  });

  it('counts what a merge would bring against the limits', () => {
    const five = Array.from({ length: 5 }, (_, n) => `email:${n}@x`);
    const decision = decide(['email:0@x', 'anonymousId:a'], {
      p1: five,
      p2: ['anonymousId:a', 'email:other@x'],
    });
    expect(decision).toMatchObject({ winner: 'p1', absorbed: [] });
    expect(decision.refused[0]?.reason).toBe('known-to-another');
  });

  it('refuses one more than a limit', () => {
    const five = Array.from({ length: 5 }, (_, n) => `email:${n}@x`);
    const decision = decide(['userId:u', 'email:sixth@x'], { p1: ['userId:u', ...five] });
    expect(decision.refused).toEqual([
      { identifier: { type: 'email', value: 'sixth@x' }, reason: 'limit' },
    ]);
  });

  it.each<Trust>(['standard', 'strict', 'trusted'])(
    'never joins two profiles that each have a userId from a %s source',
    (trust) => {
      const decision = decide(
        ['email:e@x', 'anonymousId:a'],
        {
          p1: ['email:e@x', 'userId:u1'],
          p2: ['anonymousId:a', 'userId:u2'],
        },
        trust,
      );
      expect(decision).toMatchObject({ winner: 'p1', absorbed: [] });
    },
  );
});

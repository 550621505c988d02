import { describe, expect, it } from 'vitest';
import { stagesOf, titleOf } from './person.ts';
import type { Profile, Visitor } from './profile.ts';

function aVisitor(profile: Partial<Profile>, events: Visitor['events'] = []): Visitor {
  const rest = { profileId: 'p', identifiers: [], traits: {}, firstSeen: null, lastSeen: null };
  return { anonymousId: 'a', profile: { ...rest, ...profile }, events };
}

const identifier = (type: string, value: string) => ({
  type,
  value,
  verified: true,
  joinedAt: '2026-01-01T00:00:00.000Z',
});
const known = [identifier('userId', 'ada'), identifier('email', 'ada@example.com')];

describe('titleOf', () => {
  it('is the best name there is', () => {
    const traits = { name: { value: 'Ada', source: 'web' } };
    expect(titleOf(aVisitor({ identifiers: known, traits }))).toBe('Ada');
    expect(titleOf(aVisitor({ identifiers: known }))).toBe('ada@example.com');
    expect(titleOf(aVisitor({ identifiers: known.slice(0, 1) }))).toBe('ada');
    expect(titleOf(aVisitor({ identifiers: [identifier('anonymousId', 'a')] }))).toBe('A stranger');
    expect(titleOf({ anonymousId: 'a', events: [] })).toBe('Nobody yet');
  });

  it('takes no name that is not a text', () => {
    const traits = { name: { value: { first: 'Ada' }, source: 'web' } };
    expect(titleOf(aVisitor({ identifiers: known, traits }))).toBe('ada@example.com');
  });
});

describe('stagesOf', () => {
  const order = { type: 'track', event: 'Order Completed', timestamp: '2026-01-01T00:00:00.000Z' };

  it('needs evidence for each stage', () => {
    expect(stagesOf({ anonymousId: 'a', events: [] })).toEqual([]);
    expect(stagesOf(aVisitor({}))).toEqual(['seen']);
    expect(stagesOf(aVisitor({ identifiers: known }))).toEqual(['seen', 'known']);
    expect(stagesOf(aVisitor({ identifiers: known }, [order]))).toEqual([
      'seen',
      'known',
      'customer',
    ]);
    expect(stagesOf(aVisitor({}, [order]))).toEqual(['seen', 'customer']);
  });

  it('remembers an order by its count, but takes no stated trait for one', () => {
    const counted = (source: string) => aVisitor({ traits: { order_count: { value: 3, source } } });
    expect(stagesOf(counted('computed'))).toEqual(['seen', 'customer']);
    expect(stagesOf(counted('default-web'))).toEqual(['seen']);
  });
});

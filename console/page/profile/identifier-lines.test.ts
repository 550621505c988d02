import { describe, expect, it } from 'vitest';
import { identifierLines } from './identifier-lines.ts';
import type { ProfileIdentifier, Visitor } from './profile.ts';

function aVisitor(identifiers: readonly ProfileIdentifier[]): Visitor {
  const profile = { profileId: 'p', identifiers, traits: {}, firstSeen: null, lastSeen: null };
  return { anonymousId: 'here', profile, events: [] };
}

const device = (value: string, day: number) => ({
  type: 'anonymousId',
  value,
  verified: true,
  joinedAt: `2026-01-0${day}T00:00:00.000Z`,
});

describe('identifierLines', () => {
  it('puts this browser before the devices that joined last, and counts the others', () => {
    const devices = [device('a', 1), device('b', 4), device('c', 3), device('here', 2)];
    const { shown, hidden } = identifierLines(aVisitor(devices));
    expect(shown.map(({ value }) => value)).toEqual(['here', 'b', 'c']);
    expect(shown[0]?.remark).toBe('this browser');
    expect(hidden).toBe(1);
  });

  it('shows everything that names a person and says what only a public source has claimed', () => {
    const named = ['userId', 'email'].map((type) => ({
      ...device(`the-${type}`, 1),
      type,
      verified: type === 'userId',
    }));
    expect(identifierLines(aVisitor(named)).shown).toEqual([
      { type: 'userId', value: 'the-userId', remark: '' },
      { type: 'email', value: 'the-email', remark: 'unverified' },
    ]);
  });
});

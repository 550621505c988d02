import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MESSAGE_TYPES } from '../collect/envelope.ts';
import { newProfile, type Profile } from '../profile/profile.ts';
import { messageHash } from '../resolve/message-ring.ts';
import { diffAttributes } from './attribute-diff.ts';
import { profileAttributes, profileFromItem } from './profile-item.ts';

const Hash = fc.string().map((text) => messageHash('web', text));
const Time = fc.nat(2_000_000_000_000);
const Name = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 20 })
  .filter((name) => name !== '__proto__');
const mapOf = <T>(key: fc.Arbitrary<string>, value: fc.Arbitrary<T>) =>
  fc.array(fc.tuple(key, value), { maxLength: 5 }).map((entries) => new Map(entries));

const AnyProfile: fc.Arbitrary<Profile> = fc.record({
  profileId: fc.constant('01J'),
  version: fc.nat(),
  revision: fc.nat(),
  identifiers: mapOf(
    Name.map((name) => `userId:${name}`),
    fc.record({ at: Time, unverified: fc.boolean() }),
  ),
  marks: mapOf(
    Hash,
    fc.record({
      sequence: fc.bigInt({ min: 0n, max: 10n ** 56n }),
      index: fc.nat(65_535),
      at: fc.nat(2 ** 31),
    }),
  ),
  ring: fc.record({
    recent: fc.array(Hash, { maxLength: 90 }),
    floor: fc.option(Time, { nil: undefined }),
    latest: Time,
    pages: fc.nat(99),
    pagedProfiles: fc.uniqueArray(Name, { maxLength: 3 }),
  }),
  traits: mapOf(
    Name,
    fc.record({
      value: fc.option(fc.jsonValue(), { nil: undefined }),
      timestamp: Time,
      source: fc.string(),
      by: Hash,
    }),
  ),
  computed: mapOf(
    Name,
    fc.record({
      value: fc.bigInt({ min: -(10n ** 28n), max: 10n ** 28n }),
      since: Time,
      timestamp: Time,
    }),
  ),
  recent: fc.array(
    fc.record({
      type: fc.constantFrom(...MESSAGE_TYPES),
      event: fc.option(Name, { nil: undefined }),
      timestamp: Time,
    }),
    { maxLength: 8 },
  ),
  firstSeen: Time,
  lastSeen: Time,
  announcements: fc.array(fc.constant({ type: 'created' } as const), { maxLength: 1 }),
});

describe('profile item', () => {
  it('reads back every profile it writes', () => {
    fc.assert(
      fc.property(AnyProfile, (profile) => {
        expect(profileFromItem('01J', profileAttributes(profile))).toEqual(profile);
      }),
    );
  });

  it('stores hostile trait names and values', () => {
    const profile = newProfile('01J');
    profile.firstSeen = 1;
    const trait = { timestamp: 1, source: 'web', by: messageHash('web', 'm') };
    profile.traits.set('constructor', { ...trait, value: { __proto__: null, toString: 1 } });
    profile.traits.set('toJSON', { ...trait, value: 1e300 });
    const read = profileFromItem('01J', profileAttributes(profile));
    expect([...read.traits.keys()]).toEqual(['constructor', 'toJSON']);
    expect(read.traits.get('toJSON')?.value).toBe(1e300);
  });
});

describe('diffAttributes', () => {
  it('sets what changed, removes what is gone, leaves the rest', () => {
    const before = { a: { N: '1' }, b: { S: 'x' }, c: { S: 'gone' } };
    const after = { a: { N: '2' }, b: { S: 'x' }, d: { L: [] } };
    expect(diffAttributes(before, after)).toEqual({
      expression: 'SET #a = :a, #d = :d REMOVE #c',
      names: { '#a': 'a', '#c': 'c', '#d': 'd' },
      values: { ':a': { N: '2' }, ':d': { L: [] } },
    });
  });
});

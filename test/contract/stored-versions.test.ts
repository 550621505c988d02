import { readFileSync } from 'node:fs';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { parseEnvelope } from '../../shared/collect/record-codec.ts';
import { type Item, profileFromItem } from '../../shared/stores/profile-item.ts';
import { aResolver } from '../builders/resolver.ts';

/** What the first release stored; never regenerated. Readers of every later release must understand it. */
const fixture = (name: string) =>
  readFileSync(new URL(`../fixtures/v1/${name}`, import.meta.url), 'utf8');

const envelopes = fixture('envelope.ndjson').trimEnd().split('\n').map(parseEnvelope);

/** An item as JSON carries it: binary as base64. */
function fromWire(value: AttributeValue): AttributeValue {
  if (value.B) return { B: Buffer.from(String(value.B), 'base64') };
  if (value.M) return { M: mapValues(value.M) };
  return value.L ? { L: value.L.map(fromWire) } : value;
}

function mapValues(item: Item): Item {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, fromWire(value)]));
}

describe('what version 1 stored', () => {
  it('is read as a profile', () => {
    const profile = profileFromItem('p1', mapValues(JSON.parse(fixture('profile-item.json'))));
    expect([...profile.identifiers.keys()].sort()).toEqual([
      'anonymousId:a-1',
      'email:ada@example.com',
      'userId:u-1',
    ]);
    expect(profile.identifiers.get('email:ada@example.com')?.unverified).toBe(true);
    expect(profile.traits.get('plan')).toMatchObject({ value: 'pro', source: 'web' });
    expect(profile.traits.get('gone')?.value).toBeUndefined();
    expect(profile.computed.get('revenue')?.value).toBe(12_500_000n);
    expect(profile.recent.map(({ event }) => event)).toEqual(['Order Completed']);
    expect(profile.ring.recent).toHaveLength(2);
    expect([...profile.marks.values()].map(({ sequence }) => sequence)).toEqual([2n]);
  });

  it('is resolved from the stream and from the lake', async () => {
    const resolver = aResolver();
    for (const parsed of envelopes) {
      if (parsed.kind === 'corrupt') throw new Error(parsed.reason);
      await resolver.take(parsed.envelope);
    }
    expect(resolver.decisions.map(({ outcome }) => outcome)).toEqual(['applied', 'applied']);
    expect(resolver.store.roots()[0]?.traits.get('plan')?.value).toBe('pro');
  });
});

import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { itemSize } from '../local/dynamodb/item-size.ts';
import type { Profile } from '../shared/profile/profile.ts';
import { identifierKey } from '../shared/resolve/identifier.ts';
import { lruIdentifierCache } from '../shared/stores/identifier-cache.ts';
import { memoryProfileStore } from '../shared/stores/memory-profile-store.ts';
import { type Item, profileAttributes } from '../shared/stores/profile-item.ts';
import { profileKeys } from '../shared/stores/profile-keys.ts';
import type { ProfileChange, ProfileStore } from '../shared/stores/profile-store.ts';

/** What a run of resolve used. Units as DynamoDB bills them. */
export interface ProfileUnits {
  /** Writes of profiles that existed, and what creating profiles took. */
  writes: number;
  createWrites: number;
  /** Reads of the identifier index that the cache did not save, and reads of profiles. */
  indexReads: number;
  /** What the index would cost without a cache. */
  indexReadsCold: number;
  profileReads: number;
  created: number;
  /** Bytes of each profile written. */
  sizes: number[];
}

/**
 * A profile store in memory that counts what DynamoDB would bill for the same calls: a write unit per
 * started KB of the larger of before and after, twice in a transaction; half a read unit per started 4 KB of
 * an eventual read, at least one per key asked for. `cost.ts` holds it to two DynamoDB engines.
 */
export function meteredProfileStore(options: { readonly cacheSize: number }): {
  store: ProfileStore;
  units: ProfileUnits;
} {
  const memory = memoryProfileStore();
  const cache = lruIdentifierCache(options.cacheSize);
  const sizes = new Map<string, number>();
  const units: ProfileUnits = {
    writes: 0,
    createWrites: 0,
    indexReads: 0,
    indexReadsCold: 0,
    profileReads: 0,
    created: 0,
    sizes: [],
  };
  const store: ProfileStore = {
    async read(identifiers, consistency) {
      for (const identifier of identifiers) {
        units.indexReadsCold += 0.5;
        if (cache.get(identifierKey(identifier)) === undefined) units.indexReads += 0.5;
      }
      const found = await memory.read(identifiers, consistency);
      for (const [key, { profileId }] of found) cache.set(key, profileId);
      for (const profileId of new Set([...found.values()].map((profile) => profile.profileId))) {
        units.profileReads += Math.ceil((sizes.get(profileId) ?? 1) / 4096) * 0.5;
      }
      return found;
    },
    findPaged: memory.findPaged,
    async commit(change) {
      const outcome = await memory.commit(change);
      countWrite(units, { change, sizes });
      for (const identifier of change.added) {
        cache.set(identifierKey(identifier), change.after.profileId);
      }
      return outcome;
    },
  };
  return { store, units };
}

function countWrite(
  units: ProfileUnits,
  written: { change: ProfileChange; sizes: Map<string, number> },
): void {
  const { change, sizes } = written;
  const { profileId } = change.after;
  const size = profileItemSize(change.after);
  const kilobytes = Math.ceil(Math.max(size, sizes.get(profileId) ?? 0) / 1024);
  sizes.set(profileId, size);
  units.sizes.push(size);
  const transacted = change.added.length > 0 || change.absorbed.length > 0 || !change.before;
  const cost = transacted ? 2 * (kilobytes + change.added.length) : kilobytes;
  if (change.absorbed.length > 0) throw new Error('the workload merges nobody');
  if (change.before) units.writes += cost;
  else {
    units.createWrites += cost;
    units.created += 1;
  }
  for (const page of change.pages) units.writes += Math.ceil((page.hashes.length * 6 + 100) / 1024);
}

/** The size of a profile's item by DynamoDB's rules, bytes. */
export function profileItemSize(profile: Profile): number {
  const { pk, sk } = profileKeys.profile(profile.profileId);
  return itemSize(
    toWire({ pk: { S: pk }, sk: { S: sk }, v: { N: '1' }, ...profileAttributes(profile) }),
  );
}

/** An item as it travels: binary as base64. */
function toWire(item: Item): Parameters<typeof itemSize>[0] {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, wireValue(value)]));
}

function wireValue(value: AttributeValue): Parameters<typeof itemSize>[0][string] {
  if (value.B) return { B: Buffer.from(value.B).toString('base64') };
  if (value.M) return { M: toWire(value.M) };
  if (value.L) return { L: value.L.map(wireValue) };
  // The rest looks the same on the wire.
  return value as Parameters<typeof itemSize>[0][string];
}

import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { MESSAGE_TYPES } from '../collect/envelope.ts';
import { formatDecimal, readDecimal } from '../kernel/decimal.ts';
import type { Announcement, Profile } from '../profile/profile.ts';
import type { RecentEvent } from '../profile/recent-events.ts';
import type { Mark } from '../resolve/position.ts';

/** A DynamoDB item, or part of one. */
export type Item = Record<string, AttributeValue>;

const HASH_BYTES = 6;
const SEQUENCE_BYTES = 24;

/**
 * Writes a profile as the attributes of its item P (keys and `v` apart). Names are short because the whole
 * item is billed by the kilobyte on every write; a trait's value is JSON text, so that nothing a client can
 * send is unstorable.
 *
 * | attribute | holds |
 * |---|---|
 * | `ver`, `rev` | identity version, revision |
 * | `ids` | `type:value` → `{a: joined at, u: unverified}` |
 * | `mk` | partition → 24-byte sequence number, 2-byte index, 4-byte seconds |
 * | `rm`, `fl`, `mo`, `pn`, `pg` | ring: packed hashes, floor, latest original timestamp, pages, paged profiles |
 * | `tr` | trait → `{v: JSON, t: timestamp, s: source, m: message hash}` |
 * | `ct` | computed trait → `{n: value, d: definition created at, t: timestamp}` |
 * | `ev` | recent events, `time in base 36|first letter of the type|name` |
 * | `fs`, `ls` | first and last seen |
 * | `o`, `out` | `"1"` and what this write announces, only where it announces something |
 */
export function profileAttributes(profile: Profile): Item {
  const { ring } = profile;
  const item: Item = {
    ver: { N: String(profile.version) },
    rev: { N: String(profile.revision) },
    ids: mapItem(profile.identifiers, (entry) => ({
      M: { a: { N: String(entry.at) }, ...(entry.unverified ? { u: { BOOL: true } } : {}) },
    })),
    mk: mapItem(profile.marks, (mark) => ({ B: encodeMark(mark) })),
    mo: { N: String(ring.latest) },
    tr: mapItem(profile.traits, (trait) => ({
      M: {
        ...(trait.value === undefined ? {} : { v: { S: JSON.stringify(trait.value) } }),
        t: { N: String(trait.timestamp) },
        s: { S: trait.source },
        m: { B: Buffer.from(trait.by, 'base64url') },
      },
    })),
    ct: mapItem(profile.computed, (state) => ({
      M: {
        n: { N: formatDecimal(state.value) },
        d: { N: String(state.since) },
        t: { N: String(state.timestamp) },
      },
    })),
    ev: { L: profile.recent.map((event) => ({ S: encodeEvent(event) })) },
    fs: { N: String(profile.firstSeen) },
    ls: { N: String(profile.lastSeen) },
  };
  if (ring.recent.length > 0) item.rm = { B: encodeHashes(ring.recent) };
  if (ring.floor !== undefined) item.fl = { N: String(ring.floor) };
  if (ring.pages > 0) item.pn = { N: String(ring.pages) };
  if (ring.pagedProfiles.length > 0) item.pg = { SS: ring.pagedProfiles };
  if (profile.announcements.length > 0) {
    item.o = { S: '1' };
    item.out = { L: profile.announcements.map((said) => ({ S: JSON.stringify(said) })) };
  }
  return item;
}

/** Reads what `profileAttributes` wrote; unknown attributes are left alone. */
export function profileFromItem(profileId: string, item: Item): Profile {
  return {
    profileId,
    version: numberOf(item.ver),
    revision: numberOf(item.rev),
    identifiers: readMap(item.ids, ({ M }) => ({
      at: numberOf(M?.a),
      unverified: M?.u?.BOOL ?? false,
    })),
    marks: readMap(item.mk, ({ B }) => decodeMark(B)),
    ring: {
      recent: decodeHashes(item.rm?.B),
      floor: item.fl ? numberOf(item.fl) : undefined,
      latest: numberOf(item.mo),
      pages: numberOf(item.pn),
      pagedProfiles: item.pg?.SS ?? [],
    },
    traits: readMap(item.tr, ({ M }) => ({
      value: M?.v?.S === undefined ? undefined : JSON.parse(M.v.S),
      timestamp: numberOf(M?.t),
      source: M?.s?.S ?? '',
      by: Buffer.from(M?.m?.B ?? []).toString('base64url'),
    })),
    computed: readMap(item.ct, ({ M }) => ({
      value: readDecimal(M?.n?.N ?? '0'),
      since: numberOf(M?.d),
      timestamp: numberOf(M?.t),
    })),
    recent: (item.ev?.L ?? []).map((event) => decodeEvent(event.S ?? '')),
    firstSeen: numberOf(item.fs),
    lastSeen: numberOf(item.ls),
    announcements: (item.out?.L ?? []).map((said) => JSON.parse(said.S ?? '{}') as Announcement),
  };
}

/** Packs message hashes, 6 bytes each. */
export function encodeHashes(hashes: readonly string[]): Uint8Array {
  return Buffer.concat(hashes.map((hash) => Buffer.from(hash, 'base64url')));
}

/** Unpacks them. */
export function decodeHashes(bytes: Uint8Array | undefined): string[] {
  const packed = Buffer.from(bytes ?? []);
  const hashes: string[] = [];
  for (let start = 0; start < packed.length; start += HASH_BYTES) {
    hashes.push(packed.subarray(start, start + HASH_BYTES).toString('base64url'));
  }
  return hashes;
}

// Fixed width, so that marks also compare byte-wise inside DynamoDB. The sequence number is the stream's.
function encodeMark(mark: Mark): Uint8Array {
  const bytes = Buffer.alloc(SEQUENCE_BYTES + 6);
  bytes.write(mark.sequence.toString(16).padStart(SEQUENCE_BYTES * 2, '0'), 0, 'hex');
  bytes.writeUInt16BE(mark.index, SEQUENCE_BYTES);
  bytes.writeUInt32BE(mark.at, SEQUENCE_BYTES + 2);
  return bytes;
}

function decodeMark(bytes: Uint8Array | undefined): Mark {
  const packed = Buffer.from(bytes ?? Buffer.alloc(SEQUENCE_BYTES + 6));
  return {
    sequence: BigInt(`0x${packed.toString('hex', 0, SEQUENCE_BYTES)}`),
    index: packed.readUInt16BE(SEQUENCE_BYTES),
    at: packed.readUInt32BE(SEQUENCE_BYTES + 2),
  };
}

function encodeEvent(event: RecentEvent): string {
  return `${event.timestamp.toString(36)}|${event.type[0]}|${event.event ?? ''}`;
}

function decodeEvent(text: string): RecentEvent {
  const [time = '0', letter = 't', ...name] = text.split('|');
  return {
    type: MESSAGE_TYPES.find((type) => type.startsWith(letter)) ?? 'track',
    event: name.join('|') || undefined,
    timestamp: Number.parseInt(time, 36),
  };
}

function mapItem<T>(
  map: ReadonlyMap<string, T>,
  encode: (value: T) => AttributeValue,
): AttributeValue {
  const attributes: Item = {};
  for (const [key, value] of map) attributes[key] = encode(value);
  return { M: attributes };
}

function readMap<T>(
  attribute: AttributeValue | undefined,
  decode: (value: AttributeValue) => T,
): Map<string, T> {
  return new Map(Object.entries(attribute?.M ?? {}).map(([key, value]) => [key, decode(value)]));
}

function numberOf(attribute: AttributeValue | undefined): number {
  return Number(attribute?.N ?? 0);
}

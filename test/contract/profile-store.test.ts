import {
  DynamoDBClient,
  GetItemCommand,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { copyProfile, newProfile, type Profile } from '../../shared/profile/profile.ts';
import { type Identifier, identifierKey } from '../../shared/resolve/identifier.ts';
import { messageHash } from '../../shared/resolve/message-ring.ts';
import { dynamoMergeStore } from '../../shared/stores/dynamo-merge-store.ts';
import { dynamoProfileStore } from '../../shared/stores/dynamo-profile-store.ts';
import { memoryProfileStore } from '../../shared/stores/memory-profile-store.ts';
import { identifierHasher, profileKeys } from '../../shared/stores/profile-keys.ts';
import type {
  ProfileChange,
  ProfileReader,
  ProfileStore,
} from '../../shared/stores/profile-store.ts';
import { createProfilesTable } from '../builders/profiles-table.ts';
import { startDynamoDbLocal, whyNoDynamoDbLocal } from './dynamodb/dynamodb-local.ts';
import { startEngineServer } from './dynamodb/engine-server.ts';

const hash = identifierHasher('a key of the test');
const identifierHash = async () => hash;
const id = (value: string): Identifier => ({ type: 'anonymousId', value });

/** A change that creates a profile with the identifiers. */
function creation(profileId: string, ...identifiers: Identifier[]): ProfileChange {
  const after = newProfile(profileId);
  Object.assign(after, { version: 1, revision: 1, firstSeen: 1_000, lastSeen: 2_000 });
  for (const identifier of identifiers) {
    after.identifiers.set(identifierKey(identifier), { at: 1_000, unverified: false });
  }
  after.announcements = [{ type: 'created' }];
  return { before: undefined, after, added: identifiers, absorbed: [], pages: [] };
}

/** A change of a profile as read. */
function update(before: Profile, edit: (after: Profile) => unknown): ProfileChange {
  const after = copyProfile(before);
  after.revision += 1;
  edit(after);
  return { before, after, added: [], absorbed: [], pages: [] };
}

const seenAt = (lastSeen: number) => (after: Profile) => {
  after.lastSeen = lastSeen;
};

function merge(winner: Profile, absorbed: Profile): ProfileChange {
  const change = update(winner, (after) => {
    for (const [key, entry] of absorbed.identifiers) after.identifiers.set(key, entry);
    after.announcements = [{ type: 'merged', absorbed: absorbed.profileId, mergeId: 'm1' }];
  });
  const record = { before: absorbed, mergeId: 'm1', messageId: 'msg', source: 'web' };
  return { ...change, absorbed: [record] };
}

interface World {
  /** Opens a store on a table of its own. */
  open(): Promise<{ store: ProfileStore & ProfileReader; tableName: string }>;
  readonly client: DynamoDBClient;
  close(): Promise<void>;
}

async function dynamoWorld(
  start: () => Promise<{ url: string; close(): Promise<void> }>,
): Promise<World> {
  const server = await start();
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDBClient({ endpoint: server.url, region: 'us-east-1', credentials });
  return {
    client,
    async open() {
      const tableName = `profiles-${crypto.randomUUID()}`;
      await createProfilesTable(client, tableName);
      const store = dynamoProfileStore({ client, tableName, identifierHash, now: () => 0 });
      return { store, tableName };
    },
    async close() {
      client.destroy();
      await server.close();
    },
  };
}

/** Profiles p1 to pN with a device each, merged from the youngest on, so that pN is N - 1 pointers from p1. */
async function chainOf(store: ProfileStore & ProfileReader, length: number): Promise<void> {
  for (let n = 1; n <= length; n += 1) await store.commit(creation(`p${n}`, id(`d${n}`)));
  for (let n = length; n > 1; n -= 1) {
    const [winner, absorbed] = [
      await store.getProfile(`p${n - 1}`),
      await store.getProfile(`p${n}`),
    ];
    if (!winner || !absorbed) throw new Error('no profiles');
    expect(await store.commit(merge(winner, absorbed))).toBe('committed');
  }
}

const noJava = whyNoDynamoDbLocal();
if (noJava && process.env.CI) throw new Error(`DynamoDB Local is required in CI: ${noJava}`);

let engine: World;
let amazon: World | undefined;
beforeAll(async () => {
  engine = await dynamoWorld(startEngineServer);
  amazon = noJava ? undefined : await dynamoWorld(startDynamoDbLocal);
});
afterAll(async () => {
  await engine.close();
  await amazon?.close();
});

describe.each([
  ['in memory', async () => memoryProfileStore()],
  ['in the laptop cloud', async () => (await engine.open()).store],
  [
    noJava ? `in DynamoDB Local: ${noJava}` : 'in DynamoDB Local',
    async () => (await amazon?.open())?.store,
  ],
])('profile store %s', (_, open: () => Promise<(ProfileStore & ProfileReader) | undefined>) => {
  let store: ProfileStore & ProfileReader;
  beforeEach(async (context) => {
    const opened = await open();
    if (!opened) return context.skip();
    store = opened;
  });

  async function stored(profileId: string): Promise<Profile> {
    const profile = await store.getProfile(profileId);
    if (!profile) throw new Error(`no profile ${profileId}`);
    return profile;
  }

  it('reads back what it created, by id and by identifier', async () => {
    const change = creation('p1', id('a'), id('b'));
    expect(await store.commit(change)).toBe('committed');
    expect(await store.getProfile('p1')).toEqual(change.after);
    expect(await store.findByIdentifier(id('b'))).toEqual(change.after);
    expect(await store.findByIdentifier(id('z'))).toBeUndefined();
    expect(await store.read([id('a'), id('z')], 'eventual')).toEqual(
      new Map([['anonymousId:a', change.after]]),
    );
  });

  it('creates neither a profile nor an identifier twice', async () => {
    await store.commit(creation('p1', id('a')));
    expect(await store.commit(creation('p1', id('b')))).toBe('conflict');
    expect(await store.commit(creation('p2', id('b'), id('a')))).toBe('conflict');
    expect(await store.getProfile('p2')).toBeUndefined();
    expect(await store.findByIdentifier(id('b'))).toBeUndefined();
  });

  it('updates what was read, and refuses once it changed', async () => {
    await store.commit(creation('p1', id('a')));
    const read = await stored('p1');
    const first = update(read, seenAt(5_000));
    expect(await store.commit(first)).toBe('committed');
    expect(await store.commit(update(read, seenAt(9_000)))).toBe('conflict');
    expect(await stored('p1')).toEqual(first.after);
  });

  it('drops the outbox with the next write', async () => {
    await store.commit(creation('p1', id('a')));
    expect((await stored('p1')).announcements).toEqual([{ type: 'created' }]);
    await store.commit(update(await stored('p1'), () => {}));
    expect((await stored('p1')).announcements).toEqual([]);
  });

  it('answers with the winner for an absorbed profile’s id and identifiers', async () => {
    await store.commit(creation('p1', id('a')));
    await store.commit(creation('p2', id('b')));
    const change = merge(await stored('p1'), await stored('p2'));
    expect(await store.commit(change)).toBe('committed');
    expect(await store.getProfile('p2')).toEqual(change.after);
    expect(await store.findByIdentifier(id('b'))).toEqual(change.after);
    expect(await store.read([id('a'), id('b')], 'eventual')).toEqual(
      new Map([
        ['anonymousId:a', change.after],
        ['anonymousId:b', change.after],
      ]),
    );
  });

  it('finds the survivor at the end of a long chain of merges', async () => {
    await chainOf(store, 12);
    expect((await store.findByIdentifier(id('d12')))?.profileId).toBe('p1');
    expect((await store.read([id('d12')], 'eventual')).get('anonymousId:d12')?.profileId).toBe(
      'p1',
    );
  });

  it('merges nothing when either side changed since it was read', async () => {
    await store.commit(creation('p1', id('a')));
    await store.commit(creation('p2', id('b')));
    const change = merge(await stored('p1'), await stored('p2'));
    await store.commit(update(await stored('p2'), () => {}));
    expect(await store.commit(change)).toBe('conflict');
    expect((await stored('p1')).revision).toBe(1);
    expect((await stored('p2')).profileId).toBe('p2');
  });

  it('writes nothing to an absorbed profile', async () => {
    await store.commit(creation('p1', id('a')));
    await store.commit(creation('p2', id('b')));
    const absorbed = await stored('p2');
    await store.commit(merge(await stored('p1'), absorbed));
    expect(await store.commit(update(absorbed, () => {}))).toBe('conflict');
  });

  it('finds message hashes in the pages of a profile and of those it absorbed', async () => {
    const [own, taken, unknown] = ['own', 'taken', 'unknown'].map((text) =>
      messageHash('web', text),
    );
    await store.commit(creation('p1', id('a')));
    const change = update(await stored('p1'), (after) => {
      after.ring = { ...after.ring, pages: 1, floor: 10, pagedProfiles: ['p0'] };
    });
    const pages = [
      { owner: 'p1', number: 1, hashes: [own ?? ''] },
      { owner: 'p0', number: 1, hashes: [taken ?? ''] },
    ];
    await store.commit({ ...change, pages });
    const profile = await stored('p1');
    const asked = new Set([own, taken, unknown].map(String));
    expect(await store.findPaged(profile, asked)).toEqual(new Set([own, taken]));
  });
});

describe('profile store in DynamoDB', () => {
  it('reads more identifiers than one call takes', async () => {
    const { store } = await engine.open();
    const many = Array.from({ length: 60 }, (_, n) => id(`a${n}`));
    await store.commit(creation('p1', ...many));
    await store.commit(creation('p2', ...many.map(({ value }) => id(`b${value}`))));
    const all = [...many, ...many.map(({ value }) => id(`b${value}`))];
    expect((await store.read(all, 'eventual')).size).toBe(120);
  });

  it('keeps attributes that a newer release wrote', async () => {
    const { store, tableName } = await engine.open();
    await store.commit(creation('p1', id('a')));
    const { pk, sk } = profileKeys.profile('p1');
    const key = { pk: { S: pk }, sk: { S: sk } };
    await engine.client.send(
      new UpdateItemCommand({
        TableName: tableName,
        Key: key,
        UpdateExpression: 'SET future = :f',
        ExpressionAttributeValues: { ':f': { S: 'kept' } },
      }),
    );
    const read = await store.getProfile('p1');
    if (!read) throw new Error('no profile');
    await store.commit(update(read, seenAt(9)));
    const { Item } = await engine.client.send(
      new GetItemCommand({ TableName: tableName, Key: key }),
    );
    expect(Item?.future).toEqual({ S: 'kept' });
  });

  it('puts no identifier’s value into a key', async () => {
    const { store, tableName } = await engine.open();
    await store.commit(creation('p1', id('secret-visitor')));
    const { Items = [] } = await engine.client.send(new ScanCommand({ TableName: tableName }));
    expect(Items.map(({ pk, sk }) => `${pk?.S} ${sk?.S}`).join()).not.toContain('secret-visitor');
  });

  it('points identifiers straight at the survivor, however long the chain', async () => {
    const { store, tableName } = await engine.open();
    const merges = dynamoMergeStore({ client: engine.client, tableName, identifierHash });
    await chainOf(store, 12);
    expect(await merges.mergedIdentifiers('p11', 'm1')).toEqual([id('d12')]);
    await merges.shorten(id('d12'));
    await merges.shorten(id('d12'));
    const { pk, sk } = profileKeys.identifier('anonymousId', hash(id('d12')));
    const key = { pk: { S: pk }, sk: { S: sk } };
    const { Item } = await engine.client.send(
      new GetItemCommand({ TableName: tableName, Key: key }),
    );
    expect(Item?.pid).toEqual({ S: 'p1' });
  });

  it('says that a profile over 400 KB is unstorable', async () => {
    const { store } = await engine.open();
    await store.commit(creation('p1', id('a')));
    const read = await store.getProfile('p1');
    if (!read) throw new Error('no profile');
    const trait = { value: 'x'.repeat(500_000), timestamp: 1, source: 'web', by: 'AAAAAAAA' };
    const heavy = update(read, (after) => after.traits.set('big', trait));
    expect(await store.commit(heavy)).toBe('unstorable');
    expect(await store.commit({ ...heavy, added: [id('b')] })).toBe('unstorable');
    expect(await store.findByIdentifier(id('b'))).toBeUndefined();
  });
});

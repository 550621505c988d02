import {
  CreateTableCommand,
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
import { startEngineServer } from './dynamodb/engine-server.ts';

const TABLE = 'profiles';
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
function update(before: Profile, edit: (after: Profile) => void): ProfileChange {
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

let client: DynamoDBClient;
let close: () => Promise<void>;

beforeAll(async () => {
  const engine = await startEngineServer();
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  client = new DynamoDBClient({ endpoint: engine.url, region: 'us-east-1', credentials });
  close = () => engine.close();
});
afterAll(async () => {
  client.destroy();
  await close();
});

async function dynamoStore(): Promise<ProfileStore & ProfileReader> {
  const tableName = `${TABLE}-${crypto.randomUUID()}`;
  await client.send(
    new CreateTableCommand({
      TableName: tableName,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
    }),
  );
  latestTable = tableName;
  return dynamoProfileStore({ client, tableName, identifierHash, now: () => 0 });
}
let latestTable = '';

describe.each([
  ['in memory', async () => memoryProfileStore()],
  ['in DynamoDB', dynamoStore],
])('profile store %s', (_, open: () => Promise<ProfileStore & ProfileReader>) => {
  let store: ProfileStore & ProfileReader;
  beforeEach(async () => {
    store = await open();
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
    expect(await store.lookUp([id('a'), id('z')], 'eventual')).toEqual(
      new Map([['anonymousId:a', 'p1']]),
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
    expect(await store.load(['p1', 'p2'], 'eventual')).toEqual(
      new Map([
        ['p1', change.after],
        ['p2', change.after],
      ]),
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
    expect(await store.isPaged(profile, own ?? '')).toBe(true);
    expect(await store.isPaged(profile, taken ?? '')).toBe(true);
    expect(await store.isPaged(profile, unknown ?? '')).toBe(false);
  });
});

describe('profile store in DynamoDB', () => {
  it('reads more identifiers than one call takes', async () => {
    const store = await dynamoStore();
    const many = Array.from({ length: 60 }, (_, n) => id(`a${n}`));
    await store.commit(creation('p1', ...many));
    await store.commit(creation('p2', ...many.map(({ value }) => id(`b${value}`))));
    const all = [...many, ...many.map(({ value }) => id(`b${value}`))];
    expect((await store.lookUp(all, 'eventual')).size).toBe(120);
  });

  it('keeps attributes that a newer release wrote', async () => {
    const store = await dynamoStore();
    await store.commit(creation('p1', id('a')));
    const { pk, sk } = profileKeys.profile('p1');
    const key = { pk: { S: pk }, sk: { S: sk } };
    await client.send(
      new UpdateItemCommand({
        TableName: latestTable,
        Key: key,
        UpdateExpression: 'SET future = :f',
        ExpressionAttributeValues: { ':f': { S: 'kept' } },
      }),
    );
    const read = await store.getProfile('p1');
    if (!read) throw new Error('no profile');
    await store.commit(update(read, seenAt(9)));
    const { Item } = await client.send(new GetItemCommand({ TableName: latestTable, Key: key }));
    expect(Item?.future).toEqual({ S: 'kept' });
  });

  it('puts no identifier’s value into a key', async () => {
    const store = await dynamoStore();
    await store.commit(creation('p1', id('secret-visitor')));
    const { Items = [] } = await client.send(new ScanCommand({ TableName: latestTable }));
    expect(Items.map(({ pk, sk }) => `${pk?.S} ${sk?.S}`).join()).not.toContain('secret-visitor');
  });

  it('points an absorbed profile’s identifiers at the winner, once', async () => {
    const store = await dynamoStore();
    const merges = dynamoMergeStore({ client, tableName: latestTable, identifierHash });
    await store.commit(creation('p1', id('a')));
    await store.commit(creation('p2', id('b')));
    const [winner, absorbed] = [await store.getProfile('p1'), await store.getProfile('p2')];
    if (!winner || !absorbed) throw new Error('no profiles');
    await store.commit(merge(winner, absorbed));
    const recorded = await merges.findMerge('p1', 'm1');
    expect(recorded).toEqual({ absorbed: 'p2', identifiers: [id('b')] });
    await merges.repoint(id('b'), { from: 'p2', to: 'p1' });
    await merges.repoint(id('b'), { from: 'p2', to: 'p9' });
    expect((await store.lookUp([id('b')], 'strong')).get('anonymousId:b')).toBe('p1');
  });
});

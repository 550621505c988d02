import {
  DynamoDBClient,
  PutItemCommand,
  ScanCommand,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDynamoDbService } from '../../local/dynamodb/dynamodb-service.ts';
import type { AdminChange, ConfigWrite } from '../../shared/govern/admin-change.ts';
import type { KeptReply } from '../../shared/govern/idempotency.ts';
import { mintToken } from '../../shared/govern/mint-token.ts';
import type { AdminChangeStore } from '../../shared/stores/admin-change-store.ts';
import type { ComputedTraitStore } from '../../shared/stores/computed-trait-store.ts';
import { configKeys } from '../../shared/stores/config-keys.ts';
import { dynamoAdminChangeStore } from '../../shared/stores/dynamo-admin-change-store.ts';
import { dynamoComputedTraitStore } from '../../shared/stores/dynamo-computed-trait-store.ts';
import { fromItem, toItem } from '../../shared/stores/dynamo-item.ts';
import { dynamoTokenStore } from '../../shared/stores/dynamo-token-store.ts';
import type { TokenDirectory, TokenStore } from '../../shared/stores/token-store.ts';
import { MemoryConfig } from '../builders/memory-config.ts';
import {
  ManualClock,
  openWorkplace,
  type SmallCloud,
  startSmallCloud,
} from './event-sources.cloud.ts';

const AT = '2026-01-01T00:00:00.000Z';
const tableName = 'config';

type ConfigStores = AdminChangeStore & TokenStore & TokenDirectory & ComputedTraitStore;

let cloud: SmallCloud;
let client: DynamoDBClient;

beforeEach(async () => {
  const workplace = openWorkplace();
  const service = createDynamoDbService({ ...workplace, clock: new ManualClock() });
  service.createTable({
    name: tableName,
    partitionKey: { name: 'pk', type: 'S' },
    sortKey: { name: 'sk', type: 'S' },
    timeToLive: 'ttl',
  });
  cloud = await startSmallCloud(workplace, [service]);
  client = new DynamoDBClient(cloud.client);
});

afterEach(async () => {
  client.destroy();
  await cloud.close();
});

const dynamoConfig = (): ConfigStores => ({
  ...dynamoAdminChangeStore({ client, tableName }),
  ...dynamoTokenStore({ client, tableName }),
  ...dynamoComputedTraitStore({ client, tableName }),
});

let requests = 0;

function aChange(writes: readonly ConfigWrite[], keep?: KeptReply): AdminChange {
  requests += 1;
  const requestId = `request-${requests}`;
  const who = { principal: 'tester', action: 'test.change', resource: 'test/1' };
  return { writes, audit: { v: 1, at: AT, ...who, requestId }, keep };
}

function aTrait(key: string, fields: Record<string, string> = {}): ConfigWrite {
  const definition = { type: 'sum', event: 'Order Completed', property: 'revenue' };
  const record = { v: 1, key, definition, version: 1, createdAt: AT, updatedAt: AT, ...fields };
  return { op: 'create', kind: 'computed_trait', id: key, record };
}

function aToken(name: string) {
  const random = (length: number) => new Uint8Array(length).fill(name.length);
  return mintToken({ name, scopes: ['admin:read', 'tail:read'] }, { at: AT, random }).write;
}

function aReply(fields: Partial<KeptReply> = {}): KeptReply {
  return {
    v: 1,
    principal: 'tester',
    key: 'POST /v1/things#k-1',
    fingerprint: 'f',
    reply: { status: 201, headers: { etag: '"1"' }, body: '{"a":1}' },
    ttl: Date.parse(AT) / 1000 + 60,
    ...fields,
  };
}

const stores: [string, () => ConfigStores][] = [
  ['in memory', () => new MemoryConfig()],
  ['in DynamoDB', dynamoConfig],
];

describe.each(stores)('configuration %s', (_, open) => {
  it('finds what was created, whole', async () => {
    const config = open();
    const token = aToken('ada');
    const write = aTrait('revenue', { name: 'Revenue', description: 'all of it' });
    expect(await config.commit(aChange([write, token]))).toBe('committed');
    expect(await config.find('revenue')).toEqual({
      key: 'revenue',
      name: 'Revenue',
      description: 'all of it',
      definition: { type: 'sum', event: 'Order Completed', property: 'revenue' },
      version: 1,
      createdAt: AT,
      updatedAt: AT,
    });
    expect(await config.findToken(token.id)).toMatchObject({
      principal: 'ada',
      scopes: ['admin:read', 'tail:read'],
    });
    expect(await config.find('other')).toBeUndefined();
    expect(await config.findToken('0000000000')).toBeUndefined();
  });

  it('lists in pages, by key', async () => {
    const config = open();
    await config.commit(aChange(['b', 'c', 'a'].map((key) => aTrait(key))));
    const first = await config.list({ limit: 2 });
    expect(first.computedTraits.map(({ key }) => key)).toEqual(['a', 'b']);
    const rest = await config.list({ limit: 2, after: first.next ?? '' });
    expect(rest.computedTraits.map(({ key }) => key)).toEqual(['c']);
    expect(rest.next).toBeUndefined();
    expect(await config.list({ limit: 2, after: 'zzz' })).toMatchObject({ computedTraits: [] });
  });

  it('lists tokens with their ids', async () => {
    const config = open();
    const tokens = [aToken('ada'), aToken('grace')];
    await config.commit(aChange(tokens));
    const listed = await config.listTokens();
    expect(listed.map(({ id }) => id).sort()).toEqual(tokens.map(({ id }) => id).sort());
    expect(listed.map(({ token }) => token.principal).sort()).toEqual(['ada', 'grace']);
  });

  it('creates nothing when one of the things exists', async () => {
    const config = open();
    await config.commit(aChange([aTrait('a')]));
    expect(await config.commit(aChange([aTrait('b'), aTrait('a')]))).toBe('outdated');
    expect(await config.find('b')).toBeUndefined();
  });

  it('deletes what is there, and only at the version asked for', async () => {
    const config = open();
    const remove = { op: 'delete', kind: 'computed_trait', id: 'a' } as const;
    expect(await config.commit(aChange([remove]))).toBe('outdated');
    await config.commit(aChange([aTrait('a')]));
    expect(await config.commit(aChange([{ ...remove, ifVersion: 2 }]))).toBe('outdated');
    expect(await config.find('a')).toBeDefined();
    expect(await config.commit(aChange([{ ...remove, ifVersion: 1 }]))).toBe('committed');
    expect(await config.find('a')).toBeUndefined();
    await config.commit(aChange([aTrait('a')]));
    expect(await config.commit(aChange([remove]))).toBe('committed');
  });

  it('keeps one reply per key, with its change or not at all', async () => {
    const config = open();
    const kept = aReply();
    expect(await config.findReply(kept.principal, kept.key)).toBeUndefined();
    expect(await config.commit(aChange([aTrait('a')], kept))).toBe('committed');
    expect(await config.findReply(kept.principal, kept.key)).toEqual(kept);
    expect(await config.findReply('somebody else', kept.key)).toBeUndefined();
    expect(await config.commit(aChange([aTrait('b')], aReply()))).toBe('outdated');
    expect(await config.find('b')).toBeUndefined();
    const other = aReply({ key: 'POST /v1/things#k-2' });
    expect(await config.commit(aChange([aTrait('a')], other))).toBe('outdated');
    expect(await config.findReply(other.principal, other.key)).toBeUndefined();
  });

  it('replaces a reply that has expired and not been deleted yet', async () => {
    const config = open();
    await config.commit(aChange([aTrait('a')], aReply({ ttl: Date.parse(AT) / 1000 })));
    const fresh = aReply({ fingerprint: 'g' });
    expect(await config.commit(aChange([aTrait('b')], fresh))).toBe('committed');
    expect(await config.findReply(fresh.principal, fresh.key)).toEqual(fresh);
  });

  it('keeps a reply without a body', async () => {
    const config = open();
    const kept = aReply({ reply: { status: 204, headers: {} } });
    await config.commit(aChange([aTrait('a')], kept));
    expect((await config.findReply(kept.principal, kept.key))?.reply).toEqual(kept.reply);
  });
});

describe('the config table', () => {
  it('appends one audit entry per change, by month and time', async () => {
    const config = dynamoConfig();
    const change = aChange([aTrait('a')]);
    await config.commit(change);
    await config.commit(aChange([aTrait('a')]));
    const { Items = [] } = await client.send(new ScanCommand({ TableName: tableName }));
    const audit = Items.map(fromItem).filter(({ pk }) => String(pk).includes('AUDIT'));
    const key = configKeys.audit('2026-01', `${AT}#${change.audit.requestId}`);
    expect(audit).toEqual([{ ...change.audit, ...key }]);
  });

  it('never alters an audit entry', async () => {
    const config = dynamoConfig();
    const change = aChange([aTrait('a')]);
    await config.commit(change);
    expect(await config.commit({ ...change, writes: [aTrait('b')] })).toBe('outdated');
  });

  it.each([
    ['a race', ['None', 'TransactionConflict'], 'outdated'],
    ['a lost condition', ['ConditionalCheckFailed', 'None'], 'outdated'],
    ['throttling', ['ThrottlingError', 'None'], undefined],
    ['an item that is too large', ['ValidationError', 'None'], undefined],
  ])('tells %s from what a second look cannot mend', async (_, codes, outcome) => {
    const CancellationReasons = codes.map((Code) => ({ Code }));
    client.middlewareStack.add(
      () => async () => {
        throw new TransactionCanceledException({
          $metadata: {},
          message: 'cancelled',
          CancellationReasons,
        });
      },
      { step: 'finalizeRequest' },
    );
    const committing = dynamoConfig().commit(aChange([aTrait('a')]));
    expect(await committing.catch(() => undefined)).toBe(outcome);
  });

  it('fails on an item that it does not understand instead of trusting it', async () => {
    const key = configKeys.token('abcdefghjk');
    const broken = { ...key, v: 1, hash: 'short', principal: 'x', scopes: ['root'], createdAt: AT };
    await client.send(new PutItemCommand({ TableName: tableName, Item: toItem(broken) }));
    await expect(dynamoConfig().findToken('abcdefghjk')).rejects.toThrow();
  });
});

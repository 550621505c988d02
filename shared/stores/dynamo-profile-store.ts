import { type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { UnavailableError } from '../kernel/errors.ts';
import type { Profile } from '../profile/profile.ts';
import { type Identifier, identifierKey } from '../resolve/identifier.ts';
import { batchGet } from './batch-get.ts';
import { commitProfileChange } from './commit-profile-change.ts';
import type { IdentifierCache } from './identifier-cache.ts';
import type { IdentifierHashSource } from './identifier-key.ts';
import { decodeHashes, type Item, profileFromItem } from './profile-item.ts';
import { profileKeys } from './profile-keys.ts';
import type { Consistency, ProfileReader, ProfileStore } from './profile-store.ts';

/** Merges form chains only while compaction lags; a longer one is a defect worth an alarm. */
const MAX_HOPS = 8;

/** What the profile store needs; `cache` is optional, readers that want the newest leave it out. */
export interface DynamoProfileStoreOptions {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  readonly identifierHash: IdentifierHashSource;
  readonly now: () => number;
  readonly cache?: IdentifierCache;
}

/** Profiles in the DynamoDB table `profiles`. Item shapes: `profile-item.ts`, `profile-keys.ts`. */
export function dynamoProfileStore(
  options: DynamoProfileStoreOptions,
): ProfileStore & ProfileReader {
  const { client, tableName, cache } = options;

  async function lookUp(identifiers: readonly Identifier[], consistency: Consistency) {
    const found = new Map<string, string>();
    const asked = new Map<string, string>();
    const hash = await options.identifierHash();
    for (const identifier of identifiers) {
      const key = identifierKey(identifier);
      const cached = consistency === 'eventual' ? cache?.get(key) : undefined;
      if (cached) found.set(key, cached);
      else asked.set(profileKeys.identifier(identifier.type, hash(identifier)).pk, key);
    }
    const keys = [...asked.keys()].map((pk): Item => ({ pk: { S: pk }, sk: { S: 'I' } }));
    for (const item of await batchGet(client, {
      tableName,
      keys,
      consistentRead: consistency === 'strong',
    })) {
      const key = asked.get(item.pk?.S ?? '');
      const profileId = item.pid?.S;
      if (!key || !profileId) continue;
      found.set(key, profileId);
      cache?.set(key, profileId);
    }
    return found;
  }

  async function load(profileIds: readonly string[], consistency: Consistency) {
    const found = new Map<string, Profile>();
    let heads = new Map(profileIds.map((id) => [id, [id]]));
    for (let hop = 0; heads.size > 0; hop += 1) {
      if (hop > MAX_HOPS)
        throw new UnavailableError(`chain of merged profiles is too long, got over ${MAX_HOPS}`);
      const keys = [...heads.keys()].map((id) => keyItem(profileKeys.profile(id)));
      const next = new Map<string, string[]>();
      for (const item of await batchGet(client, {
        tableName,
        keys,
        consistentRead: consistency === 'strong',
      })) {
        const id = (item.pk?.S ?? '').split('#').at(-1) ?? '';
        const askedAs = heads.get(id) ?? [];
        const parent = item.parent?.S;
        if (parent) next.set(parent, [...(next.get(parent) ?? []), ...askedAs]);
        else for (const asked of askedAs) found.set(asked, profileFromItem(id, item));
      }
      heads = next;
    }
    return found;
  }

  return {
    lookUp,
    load,
    findPaged: (profile, hashes) => findPaged(options, { profile, hashes }),
    async commit(change) {
      const outcome = await commitProfileChange(
        { ...options, hashIdentifier: await options.identifierHash() },
        change,
      );
      if (outcome === 'conflict') return outcome;
      for (const identifier of change.added) {
        cache?.set(identifierKey(identifier), change.after.profileId);
      }
      return outcome;
    },
    async findByIdentifier(identifier) {
      const profileId = (await lookUp([identifier], 'strong')).get(identifierKey(identifier));
      return profileId === undefined
        ? undefined
        : (await load([profileId], 'strong')).get(profileId);
    },
    async getProfile(profileId) {
      return (await load([profileId], 'strong')).get(profileId);
    },
  };
}

async function findPaged(
  options: DynamoProfileStoreOptions,
  question: { profile: Profile; hashes: ReadonlySet<string> },
): Promise<ReadonlySet<string>> {
  const { profile, hashes } = question;
  const found = new Set<string>();
  for (const owner of [profile.profileId, ...profile.ring.pagedProfiles]) {
    for await (const page of ringPages(options, owner)) {
      for (const hash of decodeHashes(page.h?.B)) if (hashes.has(hash)) found.add(hash);
    }
  }
  return found;
}

async function* ringPages(
  { client, tableName }: DynamoProfileStoreOptions,
  owner: string,
): AsyncGenerator<Item> {
  let start: Item | undefined;
  do {
    const reply = await client.send(
      new QueryCommand({
        TableName: tableName,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :page)',
        ExpressionAttributeValues: {
          ':pk': { S: profileKeys.profile(owner).pk },
          ':page': { S: 'R#' },
        },
        ConsistentRead: true,
        ExclusiveStartKey: start,
      }),
    );
    yield* reply.Items ?? [];
    start = reply.LastEvaluatedKey;
  } while (start);
}

function keyItem(key: { pk: string; sk: string }): Item {
  return { pk: { S: key.pk }, sk: { S: key.sk } };
}

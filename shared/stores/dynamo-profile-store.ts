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
  const { cache } = options;

  async function read(identifiers: readonly Identifier[], consistency: Consistency) {
    const index = await lookUp(options, { identifiers, consistency });
    const profiles = await loadSurvivors(options, {
      ids: [...new Set(index.values())],
      consistency,
    });
    const found = new Map<string, Profile>();
    for (const [key, profileId] of index) {
      const profile = profiles.get(profileId);
      if (!profile) continue;
      found.set(key, profile);
      // Where the chain ended, so that the next batch does not walk it again.
      cache?.set(key, profile.profileId);
    }
    return found;
  }

  return {
    read,
    findPaged: (profile, hashes) => findPaged(options, { profile, hashes }),
    async commit(change) {
      const hashIdentifier = await options.identifierHash();
      const outcome = await commitProfileChange({ ...options, hashIdentifier }, change);
      if (outcome !== 'committed') return outcome;
      const moved = change.absorbed.length > 0;
      const keys = moved ? change.after.identifiers.keys() : change.added.map(identifierKey);
      for (const key of keys) cache?.set(key, change.after.profileId);
      return outcome;
    },
    async findByIdentifier(identifier) {
      return (await read([identifier], 'strong')).get(identifierKey(identifier));
    },
    async getProfile(profileId) {
      const ids = [profileId];
      return (await loadSurvivors(options, { ids, consistency: 'strong' })).get(profileId);
    },
  };
}

/** Where identifiers lead by the index, possibly to absorbed profiles. */
async function lookUp(
  options: DynamoProfileStoreOptions,
  request: { identifiers: readonly Identifier[]; consistency: Consistency },
): Promise<Map<string, string>> {
  const { tableName, client, cache } = options;
  const consistentRead = request.consistency === 'strong';
  const hash = await options.identifierHash();
  const found = new Map<string, string>();
  const asked = new Map<string, string>();
  for (const identifier of request.identifiers) {
    const key = identifierKey(identifier);
    const cached = consistentRead ? undefined : cache?.get(key);
    if (cached) found.set(key, cached);
    else asked.set(profileKeys.identifier(identifier.type, hash(identifier)).pk, key);
  }
  const keys = [...asked.keys()].map((pk): Item => ({ pk: { S: pk }, sk: { S: 'I' } }));
  for (const item of await batchGet(client, { tableName, keys, consistentRead })) {
    const key = asked.get(item.pk?.S ?? '');
    if (key && item.pid?.S) found.set(key, item.pid.S);
  }
  return found;
}

/** The surviving profiles, by the id asked for: follows the pointers of absorbed ones, however many. */
async function loadSurvivors(
  options: DynamoProfileStoreOptions,
  request: { ids: readonly string[]; consistency: Consistency },
): Promise<Map<string, Profile>> {
  const { client, tableName } = options;
  const consistentRead = request.consistency === 'strong';
  const found = new Map<string, Profile>();
  const visited = new Set<string>();
  let heads = new Map(request.ids.map((id) => [id, [id]]));
  for (let hops = 0; heads.size > 0; hops += 1) {
    if (hops > visited.size) throw new UnavailableError('absorbed profiles point in a circle');
    const keys = [...heads.keys()].map((id) => keyItem(profileKeys.profile(id)));
    const next = new Map<string, string[]>();
    for (const item of await batchGet(client, { tableName, keys, consistentRead })) {
      const id = (item.pk?.S ?? '').split('#').at(-1) ?? '';
      const askedAs = heads.get(id) ?? [];
      const parent = item.parent?.S;
      visited.add(id);
      if (!parent) for (const asked of askedAs) found.set(asked, profileFromItem(id, item));
      else next.set(parent, [...(next.get(parent) ?? []), ...askedAs]);
    }
    heads = next;
  }
  return found;
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

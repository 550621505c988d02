import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
  TransactionCanceledException,
  TransactionConflictException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Profile } from '../profile/profile.ts';
import type { RingPage } from '../resolve/message-ring.ts';
import { diffAttributes } from './attribute-diff.ts';
import { encodeHashes, type Item, profileAttributes } from './profile-item.ts';
import { type HashIdentifier, profileKeys } from './profile-keys.ts';
import type { AbsorbedProfile, CommitOutcome, ProfileChange } from './profile-store.ts';

/** The schema version every item carries. */
const V: Item = { v: { N: '1' } };
/** A resend older than this counts as new. */
const PAGE_TTL_SECONDS = 30 * 86_400;
const UNCHANGED_SINCE_READ = 'attribute_not_exists(parent) AND rev = :expectedRev';
const CONFLICTS = new Set(['ConditionalCheckFailed', 'TransactionConflict']);

interface CommitContext {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  readonly hashIdentifier: HashIdentifier;
  readonly now: () => number;
}

/**
 * Writes one change, whole or not at all: a single conditional update where only the profile changes, a
 * transaction where identifiers join or profiles merge. The condition is always the revision that was read.
 *
 * A page of evicted message hashes goes ahead on its own: it holds only messages already applied, and the
 * same page number always the same hashes, so writing it twice or for nothing does no harm.
 */
export async function commitProfileChange(
  context: CommitContext,
  change: ProfileChange,
): Promise<CommitOutcome> {
  await Promise.all(change.pages.map((page) => putPage(context, page)));
  try {
    if (change.before && change.added.length === 0 && change.absorbed.length === 0) {
      await context.client.send(new UpdateItemCommand(updateProfile(context, change)));
    } else {
      const items = transactionItems(context, change);
      await context.client.send(new TransactWriteItemsCommand({ TransactItems: items }));
    }
    return 'committed';
  } catch (error) {
    if (isConflict(error)) return 'conflict';
    if (isUnstorable(error)) return 'unstorable';
    throw error;
  }
}

async function putPage(context: CommitContext, page: RingPage): Promise<void> {
  const ttl = Math.floor(context.now() / 1000) + PAGE_TTL_SECONDS;
  const item: Item = {
    ...keyOf(profileKeys.ringPage(page.owner, page.number)),
    ...V,
    h: { B: encodeHashes(page.hashes) },
    ttl: { N: String(ttl) },
  };
  await context.client.send(new PutItemCommand({ TableName: context.tableName, Item: item }));
}

function transactionItems(context: CommitContext, change: ProfileChange): TransactWriteItem[] {
  const winner = change.after.profileId;
  return [
    change.before
      ? { Update: updateProfile(context, change) }
      : { Put: createProfile(context, change.after) },
    ...change.absorbed.flatMap((absorbed) => [
      { Update: buryProfile(context, { absorbed, winner }) },
      { Put: { TableName: context.tableName, Item: mergeRecord(winner, absorbed) } },
    ]),
    ...change.added.map((identifier) => ({
      Put: {
        TableName: context.tableName,
        Item: {
          ...keyOf(profileKeys.identifier(identifier.type, context.hashIdentifier(identifier))),
          ...V,
          pid: { S: winner },
        },
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    })),
  ];
}

function createProfile(context: CommitContext, profile: Profile) {
  const key = keyOf(profileKeys.profile(profile.profileId));
  return {
    TableName: context.tableName,
    Item: { ...key, ...V, ...profileAttributes(profile) },
    ConditionExpression: 'attribute_not_exists(pk)',
  };
}

function updateProfile(context: CommitContext, change: ProfileChange) {
  const before = change.before ?? change.after;
  const diff = diffAttributes(profileAttributes(before), profileAttributes(change.after));
  return {
    TableName: context.tableName,
    Key: keyOf(profileKeys.profile(change.after.profileId)),
    UpdateExpression: diff.expression,
    ConditionExpression: UNCHANGED_SINCE_READ,
    ExpressionAttributeNames: diff.names,
    ExpressionAttributeValues: { ...diff.values, ':expectedRev': { N: String(before.revision) } },
  };
}

/** The absorbed profile becomes a tombstone: a pointer to the winner, its state kept in the merge record. */
function buryProfile(context: CommitContext, merge: { absorbed: AbsorbedProfile; winner: string }) {
  const { before } = merge.absorbed;
  const { ver, rev, ...state } = profileAttributes(before);
  const names = Object.fromEntries(Object.keys(state).map((name) => [`#${name}`, name]));
  return {
    TableName: context.tableName,
    Key: keyOf(profileKeys.profile(before.profileId)),
    UpdateExpression: `SET parent = :winner, ver = ver + :one, rev = rev + :one REMOVE ${Object.keys(names).join(', ')}`,
    ConditionExpression: UNCHANGED_SINCE_READ,
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: {
      ':winner': { S: merge.winner },
      ':one': { N: '1' },
      ':expectedRev': { N: String(before.revision) },
    },
  };
}

function mergeRecord(winner: string, absorbed: AbsorbedProfile): Item {
  return {
    ...keyOf(profileKeys.merge(winner, absorbed.mergeId)),
    ...V,
    loser: { S: absorbed.before.profileId },
    mid: { S: absorbed.messageId },
    src: { S: absorbed.source },
    was: { M: profileAttributes(absorbed.before) },
  };
}

function keyOf(key: { pk: string; sk: string }): Item {
  return { pk: { S: key.pk }, sk: { S: key.sk } };
}

function isConflict(error: unknown): boolean {
  if (error instanceof ConditionalCheckFailedException) return true;
  if (error instanceof TransactionConflictException) return true;
  if (!(error instanceof TransactionCanceledException)) return false;
  const codes = (error.CancellationReasons ?? []).map((reason) => reason.Code ?? 'None');
  return (
    codes.some((code) => CONFLICTS.has(code)) &&
    // beside a conflict, a refusal may be of what was read too early: read again and see
    codes.every((code) => code === 'None' || code === 'ValidationError' || CONFLICTS.has(code))
  );
}

/** Too large, or refused for what it is: it would be refused again. */
function isUnstorable(error: unknown): boolean {
  if (error instanceof TransactionCanceledException) {
    return (error.CancellationReasons ?? []).some(({ Code }) => Code === 'ValidationError');
  }
  return error instanceof Error && error.name === 'ValidationException';
}

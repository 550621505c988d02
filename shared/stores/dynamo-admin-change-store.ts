import {
  type DynamoDBClient,
  GetItemCommand,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import type { AdminChange, AuditEntry, ConfigKind, ConfigWrite } from '../govern/admin-change.ts';
import { KeptReply } from '../govern/idempotency.ts';
import type { AdminChangeStore } from './admin-change-store.ts';
import { configKeys } from './config-keys.ts';
import { fromItem, toItem } from './dynamo-item.ts';

const KEY_OF: Record<ConfigKind, (id: string) => { pk: string; sk: string }> = {
  computed_trait: configKeys.computedTrait,
  source: configKeys.source,
  write_key: configKeys.writeKey,
  token: configKeys.token,
};

/** Why DynamoDB cancels a transaction whose caller should look again: a condition, or a race. */
const OUTDATED_REASONS = new Set(['None', 'ConditionalCheckFailed', 'TransactionConflict']);

/**
 * Changes of the config table. One `TransactWriteItems` per change; the SDK's client token makes its own
 * retries safe. Needs `dynamodb:GetItem`, `dynamodb:PutItem` and, to delete, `dynamodb:DeleteItem`.
 */
export function dynamoAdminChangeStore(options: {
  client: DynamoDBClient;
  tableName: string;
}): AdminChangeStore {
  const { client, tableName } = options;
  return {
    async findReply(principal, key) {
      const Key = toItem(configKeys.idempotency(principal, key));
      const { Item } = await client.send(
        new GetItemCommand({ TableName: tableName, Key, ConsistentRead: true }),
      );
      return Item && KeptReply.parse(fromItem(Item));
    },

    async commit(change) {
      try {
        await client.send(
          new TransactWriteItemsCommand({ TransactItems: transactionOf(change, tableName) }),
        );
        return 'committed';
      } catch (error) {
        if (isOutdated(error)) return 'outdated';
        throw error;
      }
    },
  };
}

function transactionOf(change: AdminChange, tableName: string): TransactWriteItem[] {
  const items = change.writes.map((write) => configWrite(write, tableName));
  items.push(auditAppend(change.audit, tableName));
  if (change.keep) items.push(keepReply(change.keep, { tableName, at: change.audit.at }));
  return items;
}

function configWrite(write: ConfigWrite, tableName: string): TransactWriteItem {
  const key = KEY_OF[write.kind](write.id);
  if (write.op === 'create') {
    return {
      Put: {
        TableName: tableName,
        Item: toItem({ ...write.record, ...key }),
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    };
  }
  return {
    Delete: { TableName: tableName, Key: toItem(key), ...deleteCondition(write.ifVersion) },
  };
}

function deleteCondition(ifVersion: number | undefined) {
  if (ifVersion === undefined) return { ConditionExpression: 'attribute_exists(pk)' };
  return {
    ConditionExpression: '#version = :version',
    ExpressionAttributeNames: { '#version': 'version' },
    ExpressionAttributeValues: toItem({ ':version': ifVersion }),
  };
}

function auditAppend(entry: AuditEntry, tableName: string): TransactWriteItem {
  const key = configKeys.audit(entry.at.slice(0, 7), `${entry.at}#${entry.requestId}`);
  return {
    Put: {
      TableName: tableName,
      Item: toItem({ ...entry, ...key }),
      ConditionExpression: 'attribute_not_exists(pk)',
    },
  };
}

function keepReply(kept: KeptReply, options: { tableName: string; at: string }): TransactWriteItem {
  return {
    Put: {
      TableName: options.tableName,
      Item: toItem({ ...kept, ...configKeys.idempotency(kept.principal, kept.key) }),
      // An expired reply may still lie here: DynamoDB deletes by TTL within days, not at once.
      ConditionExpression: 'attribute_not_exists(pk) OR #ttl <= :now',
      ExpressionAttributeNames: { '#ttl': 'ttl' },
      ExpressionAttributeValues: toItem({ ':now': Math.floor(Date.parse(options.at) / 1000) }),
    },
  };
}

function isOutdated(error: unknown): boolean {
  if (!(error instanceof TransactionCanceledException)) return false;
  const reasons = error.CancellationReasons ?? [];
  return reasons.length > 0 && reasons.every((reason) => OUTDATED_REASONS.has(reason.Code ?? ''));
}

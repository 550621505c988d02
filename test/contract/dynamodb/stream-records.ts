import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListStreamsCommand,
} from '@aws-sdk/client-dynamodb-streams';
import { CLIENT_SETTINGS } from './open-engines.ts';
import { canonical } from './outcome.ts';

/**
 * The records of a table's stream by the item they are of, oldest first, without what differs from engine
 * to engine: ids, times, numbers. Between the items of one transaction or batch there is no order.
 */
export async function recordsByItem(
  endpoint: string,
  tableName: string,
): Promise<Record<string, unknown[]>> {
  const byItem: Record<string, unknown[]> = {};
  for (const record of await streamRecordsOf(endpoint, tableName)) {
    const place = JSON.stringify(record.Keys);
    byItem[place] = [...(byItem[place] ?? []), record];
  }
  return byItem;
}

async function streamRecordsOf(
  endpoint: string,
  tableName: string,
): Promise<Record<string, unknown>[]> {
  const client = new DynamoDBStreamsClient({ endpoint, ...CLIENT_SETTINGS });
  try {
    const { Streams } = await client.send(new ListStreamsCommand({ TableName: tableName }));
    const StreamArn = Streams?.[0]?.StreamArn;
    const { StreamDescription } = await client.send(new DescribeStreamCommand({ StreamArn }));
    const records = [];
    for (const { ShardId } of StreamDescription?.Shards ?? []) {
      const start = new GetShardIteratorCommand({
        StreamArn,
        ShardId,
        ShardIteratorType: 'TRIM_HORIZON',
      });
      const { ShardIterator } = await client.send(start);
      records.push(...(await recordsFrom(client, ShardIterator)));
    }
    return records;
  } finally {
    client.destroy();
  }
}

async function recordsFrom(
  client: DynamoDBStreamsClient,
  start: string | undefined,
): Promise<Record<string, unknown>[]> {
  const records: Record<string, unknown>[] = [];
  let next = start;
  while (next) {
    const page = await client.send(new GetRecordsCommand({ ShardIterator: next }));
    if (!page.Records?.length) return records;
    for (const { eventName, eventVersion, eventSource, dynamodb, userIdentity } of page.Records) {
      const { Keys, NewImage, OldImage, SizeBytes, StreamViewType } = dynamodb ?? {};
      const images = { Keys, NewImage, OldImage, SizeBytes, StreamViewType };
      const record = { eventName, eventVersion, eventSource, userIdentity, ...images };
      records.push({ ...Object(withoutEmptyMaps(canonical(record))) });
    }
    next = page.NextShardIterator;
  }
  return records;
}

/** DynamoDB Local shows an empty map in a stream as a value without a type. */
function withoutEmptyMaps(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmptyMaps);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [only] = entries;
  if (entries.length === 1 && only?.[0] === 'M' && Object.keys(Object(only[1])).length === 0)
    return {};
  return Object.fromEntries(entries.map(([name, member]) => [name, withoutEmptyMaps(member)]));
}

import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListStreamsCommand,
} from '@aws-sdk/client-dynamodb-streams';
import { CLIENT_SETTINGS } from './open-engines.ts';
import { canonical } from './outcome.ts';

/** Every record of a table's stream, oldest first, without what differs from engine to engine: ids, times, numbers. */
export async function streamRecordsOf(endpoint: string, tableName: string): Promise<unknown[]> {
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
): Promise<unknown[]> {
  const records: unknown[] = [];
  let next = start;
  while (next) {
    const page = await client.send(new GetRecordsCommand({ ShardIterator: next }));
    if (!page.Records?.length) return records;
    for (const { eventName, eventVersion, eventSource, dynamodb, userIdentity } of page.Records) {
      const { Keys, NewImage, OldImage, SizeBytes, StreamViewType } = dynamodb ?? {};
      const images = { Keys, NewImage, OldImage, SizeBytes, StreamViewType };
      records.push(
        withoutEmptyMaps(
          canonical({ eventName, eventVersion, eventSource, userIdentity, ...images }),
        ),
      );
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

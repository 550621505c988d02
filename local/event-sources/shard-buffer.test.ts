import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { Checkpoints } from './checkpoints.ts';
import type { StreamMapping } from './mapping.ts';
import { ShardBuffer } from './shard-buffer.ts';
import type { StreamSource } from './stream-source.ts';

const mapping: StreamMapping = {
  kind: 'stream',
  id: 'mapping',
  functionName: 'consumer',
  sourceArn: 'arn',
  startingPosition: 'TRIM_HORIZON',
  batchSize: 10_000,
  windowMs: 0,
  lanes: 1,
  reportsItemFailures: false,
  bisects: false,
  maximumRetries: 0,
  maximumAgeMs: Number.POSITIVE_INFINITY,
  onFailure: undefined,
  filter: undefined,
};

/** A shard without end, of records of one megabyte, given out four at a time. */
const endless: StreamSource = {
  arn: 'arn',
  batchInfoName: 'KinesisBatchInfo',
  retentionMs: Number.POSITIVE_INFINITY,
  shards: () => [{ shardId: 'shard', parents: [], closed: false }],
  read: (_shardId, { after }) =>
    [1, 2, 3, 4].map((step) => ({
      sequenceNumber: String(Number(after ?? 0) + step).padStart(6, '0'),
      key: 'key',
      arrivedAt: 0,
      event: { data: 'x'.repeat(1_000_000) },
    })),
  latest: () => undefined,
  filterable: (event) => event,
  onChange: () => () => {},
};

it('reads no further ahead than two full events, and on when there is room again', () => {
  const checkpoints = new Checkpoints(new DatabaseSync(':memory:'));
  const clock = { now: () => 0 };
  const buffer = new ShardBuffer({
    mapping,
    source: endless,
    shardId: 'shard',
    checkpoints,
    clock,
  });
  buffer.fill();
  const [lane] = buffer.lanes;
  expect(lane?.queue.length).toBe(16);
  const batch = lane?.takeBatch() ?? [];
  expect(batch.length).toBe(6);
  buffer.settle(batch);
  expect(checkpoints.find('mapping', 'shard')?.after).toBe('000006');
  buffer.fill();
  expect(lane?.queue.length).toBe(14);
});

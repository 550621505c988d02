import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  KinesisClient,
  PutRecordCommand,
  type ShardIteratorType,
} from '@aws-sdk/client-kinesis';
import { createKinesisService, type KinesisService } from '../../local/kinesis/kinesis-service.ts';
import {
  ManualClock,
  openWorkplace,
  type SmallCloud,
  startSmallCloud,
} from './event-sources.cloud.ts';

export const StreamName = 'messages';
export const StreamARN = 'arn:aws:kinesis:us-east-1:000000000000:stream/messages';
export const FIRST_SHARD = 'shardId-000000000000';

/** A stream of two shards, kept for 72 hours, behind the gateway, and a real client. */
export interface KinesisWorkbench {
  readonly clock: ManualClock;
  readonly cloud: SmallCloud;
  readonly kinesis: KinesisClient;
  readonly service: KinesisService;
  /** Opens the service once more over the same state, with this shard count in the template. */
  reopen(shardCount: number): KinesisService;
  /** Puts one record, into the first shard. */
  put(text: string): Promise<{ SequenceNumber?: string; ShardId?: string }>;
  /** An iterator over the first shard. */
  iterator(type: ShardIteratorType): Promise<string | undefined>;
  /** The texts after a starting point. */
  read(from: {
    type: ShardIteratorType;
    sequence?: string | undefined;
    at?: Date | undefined;
    ShardId?: string;
  }): Promise<string[]>;
  close(): Promise<void>;
}

/** Opens Kinesis in a folder of its own. */
export async function openKinesis(): Promise<KinesisWorkbench> {
  const workplace = openWorkplace();
  const clock = new ManualClock();
  const reopen = (ShardCount: number) => {
    const service = createKinesisService({ ...workplace, clock });
    const type = 'AWS::Kinesis::Stream';
    const properties = { ShardCount, RetentionPeriodHours: 72 };
    service.provision({
      stack: 'data',
      logicalId: 'M',
      type,
      physicalName: StreamName,
      properties,
    });
    return service;
  };
  const service = reopen(2);
  const cloud = await startSmallCloud(workplace, [service]);
  const kinesis = new KinesisClient(cloud.client);
  return {
    clock,
    cloud,
    kinesis,
    service,
    reopen,
    put: (text) =>
      kinesis.send(
        new PutRecordCommand({
          StreamName,
          PartitionKey: 'b1',
          ExplicitHashKey: '0',
          Data: Buffer.from(text),
        }),
      ),
    async iterator(ShardIteratorType) {
      const command = new GetShardIteratorCommand({
        StreamName,
        ShardId: FIRST_SHARD,
        ShardIteratorType,
      });
      return (await kinesis.send(command)).ShardIterator;
    },
    async read({ type, sequence, at, ShardId = FIRST_SHARD }) {
      const { ShardIterator } = await kinesis.send(
        new GetShardIteratorCommand({
          StreamARN,
          ShardId,
          ShardIteratorType: type,
          StartingSequenceNumber: sequence,
          Timestamp: at,
        }),
      );
      const output = await kinesis.send(new GetRecordsCommand({ ShardIterator }));
      return (output.Records ?? []).map(({ Data }) => Buffer.from(Data ?? '').toString());
    },
    async close() {
      kinesis.destroy();
      await cloud.close();
    },
  };
}

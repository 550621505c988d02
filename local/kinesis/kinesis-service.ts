import type { Place, Resource } from '../resource-model.ts';
import {
  type AwsCall,
  type AwsReply,
  type AwsService,
  type IamRequest,
  notImplemented,
} from '../service.ts';
import type { LocalClock, ServiceOptions } from '../service-options.ts';
import { describeStream, describeStreamSummary, listShards } from './describe-stream.ts';
import { streamNameOf } from './find-stream.ts';
import { getRecords } from './get-records.ts';
import { putRecord, putRecords, type RecordFault } from './put-records.ts';
import { mergeShards, splitShard } from './reshard.ts';
import { getShardIterator, streamNameInIterator } from './shard-iterator.ts';
import { streamArn } from './stream-model.ts';
import { StreamStore } from './stream-store.ts';

/** What the operations share. `faults` is set by tests. */
export interface KinesisContext {
  readonly store: StreamStore;
  readonly clock: LocalClock;
  readonly place: Place;
  readonly faults: { predicate: RecordFault | undefined };
}

/** Amazon Kinesis Data Streams, without its quotas and latency. */
export interface KinesisService extends AwsService {
  /** Creates the stream an `AWS::Kinesis::Stream` describes, unless it is there already. */
  provision(resource: Resource): void;
  /** What pollers read from in process. */
  readonly store: StreamStore;
  /** From now on `fault` decides which single records fail (`PutRecords` then reports them); undefined ends it. */
  failRecords(fault: RecordFault | undefined): void;
}

type Operation = (context: KinesisContext, input: Readonly<Record<string, unknown>>) => AwsReply;

const OPERATIONS: ReadonlyMap<string, Operation> = new Map([
  ['PutRecord', putRecord],
  ['PutRecords', putRecords],
  ['GetShardIterator', getShardIterator],
  ['GetRecords', getRecords],
  ['ListShards', listShards],
  ['DescribeStream', describeStream],
  ['DescribeStreamSummary', describeStreamSummary],
  ['SplitShard', splitShard],
  ['MergeShards', mergeShards],
]);

const DEFAULT_RETENTION_HOURS = 24;
/** What Amazon gives a new on-demand stream. */
const ON_DEMAND_SHARDS = 4;

/** Opens the streams kept in `database`. */
export function createKinesisService({ database, clock, place }: ServiceOptions): KinesisService {
  const store = new StreamStore(database, clock);
  const context: KinesisContext = { store, clock, place, faults: { predicate: undefined } };
  return {
    id: 'kinesis',
    store,
    authorize: (call) => authorize(call, place),
    async handle({ operation, input }) {
      const run = OPERATIONS.get(operation);
      if (!run) {
        throw notImplemented(`Kinesis ${operation}`, 'local/kinesis/kinesis-service.ts');
      }
      return run(context, input);
    },
    provision({ physicalName, properties }) {
      store.provision(physicalName, {
        shardCount: shardCount(properties),
        retentionMs: Number(properties.RetentionPeriodHours ?? DEFAULT_RETENTION_HOURS) * 3_600_000,
      });
    },
    failRecords(fault) {
      context.faults.predicate = fault;
    },
  };
}

function authorize({ operation, input }: AwsCall, place: Place): IamRequest[] {
  const action = `kinesis:${operation}`;
  const token = input.ShardIterator;
  const name =
    typeof token === 'string' && operation === 'GetRecords'
      ? streamNameInIterator(token)
      : streamNameOf(input);
  return [{ action, resource: name === undefined ? '*' : streamArn(place, name) }];
}

function shardCount(properties: Resource['properties']): number {
  const mode = properties.StreamModeDetails as { StreamMode?: string } | undefined; // as CloudFormation defines it
  if (mode?.StreamMode === 'ON_DEMAND') return ON_DEMAND_SHARDS;
  return Number(properties.ShardCount ?? 1);
}

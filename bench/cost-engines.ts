import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { dynamoProfileStore } from '../shared/stores/dynamo-profile-store.ts';
import { lruIdentifierCache } from '../shared/stores/identifier-cache.ts';
import { identifierHasher } from '../shared/stores/profile-keys.ts';
import { createProfilesTable } from '../test/builders/profiles-table.ts';
import {
  startDynamoDbLocal,
  whyNoDynamoDbLocal,
} from '../test/contract/dynamodb/dynamodb-local.ts';
import { startEngineServer } from '../test/contract/dynamodb/engine-server.ts';
import { meteredProfileStore } from './metered-profile-store.ts';
import { type ResolveRun, runResolve } from './resolve-run.ts';
import type { WorkloadEvent } from './workload.ts';

/** What one engine billed for a sample of the workload, or why it could not be asked. */
export interface EngineUnits {
  readonly engine: string;
  readonly writes: number;
  readonly reads: number;
  readonly skipped?: string;
}

type Timing = Omit<ResolveRun, 'store'>;

const CACHE_SIZE = 50_000;
const TABLE = 'profiles';

/** The bench's own counting. */
export async function unitsOfModel(
  events: readonly WorkloadEvent[],
  timing: Timing,
): Promise<EngineUnits> {
  const { store, units } = meteredProfileStore({ cacheSize: CACHE_SIZE });
  await runResolve(events, { ...timing, store });
  return {
    engine: 'bench model',
    writes: units.writes + units.createWrites,
    reads: units.indexReads + units.profileReads,
  };
}

/** The laptop cloud's engine. */
export async function unitsOnLaptopCloud(
  events: readonly WorkloadEvent[],
  timing: Timing,
): Promise<EngineUnits> {
  const server = await startEngineServer();
  try {
    return {
      engine: 'laptop cloud',
      ...(await unitsAt(server.url, { events, timing, consumed: asReported })),
    };
  } finally {
    await server.close();
  }
}

/** Amazon's own; needs Java. */
export async function unitsOnDynamoDbLocal(
  events: readonly WorkloadEvent[],
  timing: Timing,
): Promise<EngineUnits> {
  const skipped = whyNoDynamoDbLocal();
  if (skipped) return { engine: 'DynamoDB Local', writes: 0, reads: 0, skipped };
  const server = await startDynamoDbLocal();
  try {
    return {
      engine: 'DynamoDB Local',
      ...(await unitsAt(server.url, { events, timing, consumed: asBilled })),
    };
  } finally {
    await server.close();
  }
}

async function unitsAt(
  url: string,
  run: { events: readonly WorkloadEvent[]; timing: Timing; consumed: Consumed },
): Promise<{ writes: number; reads: number }> {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDBClient({ endpoint: url, region: 'us-east-1', credentials });
  const units = meter(client, run.consumed);
  await createProfilesTable(client, TABLE);
  const hash = identifierHasher('bench');
  const store = dynamoProfileStore({
    client,
    tableName: TABLE,
    identifierHash: async () => hash,
    now: Date.now,
    cache: lruIdentifierCache(CACHE_SIZE),
  });
  await runResolve(run.events, { ...run.timing, store });
  client.destroy();
  return units;
}

/** Reads what a call consumed from its reply. */
type Consumed = (call: { command: string; input: CallInput; output: CallOutput }) => number;

interface CallInput {
  readonly RequestItems?: Readonly<Record<string, { Keys?: unknown[] }>>;
}

interface CallOutput {
  readonly ConsumedCapacity?: { CapacityUnits?: number } | { CapacityUnits?: number }[];
  readonly Responses?: Readonly<Record<string, unknown[]>>;
}

const asReported: Consumed = ({ output }) =>
  [output.ConsumedCapacity ?? []]
    .flat()
    .reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);

/**
 * DynamoDB Local 3.3 reports two things lower than AWS's guide says they are billed: a transaction's items
 * once instead of twice, and keys that lead to no item not at all instead of as the smallest read.
 */
const asBilled: Consumed = (call) => {
  const reported = asReported(call);
  if (call.command.startsWith('TransactWrite')) return 2 * reported;
  if (!call.command.startsWith('BatchGet')) return reported;
  const asked = Object.values(call.input.RequestItems ?? {}).flatMap(
    ({ Keys = [] }) => Keys,
  ).length;
  const found = Object.values(call.output.Responses ?? {}).flat().length;
  return reported + (asked - found) * 0.5;
};

/** Has every call say what it consumed, and adds it up. */
function meter(client: DynamoDBClient, consumed: Consumed): { writes: number; reads: number } {
  const units = { writes: 0, reads: 0 };
  client.middlewareStack.add(
    (next, context) => async (call) => {
      Object.assign(call.input, { ReturnConsumedCapacity: 'TOTAL' });
      const reply = await next(call);
      const command = context.commandName ?? '';
      const kind = /^(Get|BatchGet|Query|Scan)/.test(command) ? 'reads' : 'writes';
      // Inputs and outputs of the operations the store calls have these fields.
      const [input, output] = [call.input as CallInput, reply.output as CallOutput];
      units[kind] += consumed({ command, input, output });
      return reply;
    },
    { step: 'initialize' },
  );
  return units;
}

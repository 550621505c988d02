import { type AwsCall, type AwsReply, jsonReply, notImplemented } from '../service.ts';

/** How a batch operation is cut in two and how its undone half is reported. */
interface BatchShape {
  split(input: Record<string, unknown>): { done: Record<string, unknown>; undone: unknown };
  report(output: Record<string, unknown>, undone: unknown): Record<string, unknown>;
}

const SHAPES: Readonly<Record<string, BatchShape>> = {
  PutRecords: {
    split(input) {
      const { head, tail } = halves(input.Records as unknown[]); // required by the API
      return { done: { ...input, Records: head }, undone: tail };
    },
    report(output, undone) {
      const failed = (undone as unknown[]).map(() => ({
        ErrorCode: 'ProvisionedThroughputExceededException',
        ErrorMessage: 'Rate exceeded for shard (injected)',
      }));
      const records = (output.Records as unknown[]) ?? [];
      return { ...output, FailedRecordCount: failed.length, Records: [...records, ...failed] };
    },
  },
  BatchGetItem: {
    split(input) {
      const tables = input.RequestItems as Record<string, { Keys: unknown[] }>;
      const cut = mapValues(tables, (table) => halves(table.Keys));
      return {
        done: { ...input, RequestItems: keysOf(tables, cut, 'head') },
        undone: keysOf(tables, cut, 'tail'),
      };
    },
    report: (output, undone) => ({ ...output, UnprocessedKeys: undone }),
  },
  BatchWriteItem: {
    split(input) {
      const cut = mapValues(input.RequestItems as Record<string, unknown[]>, halves);
      return {
        done: { ...input, RequestItems: mapValues(cut, (half) => half.head) },
        undone: mapValues(cut, (half) => half.tail),
      };
    },
    report: (output, undone) => ({ ...output, UnprocessedItems: undone }),
  },
};

/**
 * Does the first half of a batch call (at least one entry) and reports the rest the way the service reports
 * what it could not take: the case every batch caller has to handle and no healthy run ever shows.
 */
export async function handlePartly(
  call: AwsCall,
  handle: (call: AwsCall) => Promise<AwsReply>,
): Promise<AwsReply> {
  const shape = SHAPES[call.operation];
  if (!shape) {
    throw notImplemented(`a partial '${call.operation}'`, 'local/gateway/partial-batch.ts');
  }
  const { done, undone } = shape.split(call.input);
  const reply = await handle({ ...call, input: done });
  const output = JSON.parse(String(reply.body)) as Record<string, unknown>; // an awsJson object
  return { ...jsonReply(shape.report(output, undone)), usage: reply.usage };
}

interface Halves {
  readonly head: unknown[];
  readonly tail: unknown[];
}

function halves(list: readonly unknown[]): Halves {
  const middle = Math.ceil(list.length / 2);
  return { head: list.slice(0, middle), tail: list.slice(middle) };
}

function mapValues<A, B>(record: Readonly<Record<string, A>>, change: (value: A) => B) {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => [name, change(value)] as const),
  );
}

function keysOf(
  tables: Readonly<Record<string, { Keys: unknown[] }>>,
  cut: Readonly<Record<string, Halves>>,
  half: keyof Halves,
): Record<string, unknown> {
  const entries = Object.entries(tables).map(
    ([name, table]) => [name, { ...table, Keys: cut[name]?.[half] ?? [] }] as const,
  );
  return Object.fromEntries(entries.filter(([, table]) => table.Keys.length > 0));
}

import { type AwsCall, AwsError, type ServiceId } from '../service.ts';

/**
 * What goes wrong with a call:
 * - `throttle`, `server-error`, `conflict`: refused with the service's own error, not done;
 * - `partial`: a batch call does its first half and reports the rest as failed or unprocessed;
 * - `time-out`: not done, and the connection is cut without an answer;
 * - `lost-reply`: done, and the connection is cut without an answer;
 * - `crash-before`, `crash-after`: the calling execution environment dies before or after the call is done.
 */
export type FaultKind =
  | 'throttle'
  | 'server-error'
  | 'conflict'
  | 'partial'
  | 'time-out'
  | 'lost-reply'
  | 'crash-before'
  | 'crash-after';

/** Which calls a fault strikes: the `nth` matching one (from 1, default 1) and the `times - 1` after it. */
export interface Fault {
  readonly service: ServiceId;
  readonly operation: string;
  /** Only calls of the function with this name; any caller when absent. */
  readonly function?: string;
  readonly nth?: number;
  readonly times?: number;
  readonly kind: FaultKind;
}

/** The faults a test has asked for. */
export interface FaultPlan {
  add(fault: Fault): void;
  clear(): void;
  /** Faults that have struck so far, in order. */
  readonly struck: readonly Fault[];
  /** Counts this call against every fault and returns the one that strikes it. */
  take(call: AwsCall, caller: string): FaultKind | undefined;
}

/** An empty plan: nothing goes wrong until a test adds a fault. */
export function createFaultPlan(): FaultPlan {
  let planned: { fault: Fault; seen: number }[] = [];
  const struck: Fault[] = [];
  return {
    struck,
    add: (fault) => void planned.push({ fault, seen: 0 }),
    clear() {
      planned = [];
      struck.length = 0;
    },
    take(call, caller) {
      let kind: FaultKind | undefined;
      for (const entry of planned) {
        if (!matches(entry.fault, call, caller)) continue;
        entry.seen += 1;
        if (kind || !strikes(entry.fault, entry.seen)) continue;
        kind = entry.fault.kind;
        struck.push(entry.fault);
      }
      return kind;
    },
  };
}

function matches(fault: Fault, call: AwsCall, caller: string): boolean {
  if (fault.service !== call.service || fault.operation !== call.operation) return false;
  return fault.function === undefined || fault.function === caller;
}

function strikes(fault: Fault, seen: number): boolean {
  const first = fault.nth ?? 1;
  return seen >= first && seen < first + (fault.times ?? 1);
}

const THROTTLES: Partial<Record<ServiceId, readonly [code: string, status: number]>> = {
  dynamodb: ['ProvisionedThroughputExceededException', 400],
  kinesis: ['ProvisionedThroughputExceededException', 400],
  s3: ['SlowDown', 503],
  lambda: ['TooManyRequestsException', 429],
};

/** The error a service answers when a fault refuses the call. */
export function faultError(
  kind: 'throttle' | 'server-error' | 'conflict',
  call: AwsCall,
): AwsError {
  if (kind === 'throttle') {
    const [code, status] = THROTTLES[call.service] ?? ['ThrottlingException', 400];
    return new AwsError(code, 'rate exceeded (injected)', { status });
  }
  if (kind === 'conflict') return conflictError(call);
  const code = call.service === 's3' ? 'InternalError' : 'InternalServerError';
  return new AwsError(code, 'internal error (injected)', { status: 500 });
}

function conflictError(call: AwsCall): AwsError {
  if (call.service === 's3') {
    return new AwsError('ConditionalRequestConflict', 'conflict (injected)', { status: 409 });
  }
  if (call.operation !== 'TransactWriteItems') {
    return new AwsError('TransactionConflictException', 'transaction is ongoing (injected)');
  }
  const items = Array.isArray(call.input.TransactItems) ? call.input.TransactItems : [];
  const reasons = items.map((_, index) => ({
    Code: index === 0 ? 'TransactionConflict' : 'None',
    ...(index === 0 && { Message: 'Transaction is ongoing for the item' }),
  }));
  return new AwsError(
    'TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${reasons.map((r) => r.Code).join(', ')}]`,
    { fields: { CancellationReasons: reasons } },
  );
}

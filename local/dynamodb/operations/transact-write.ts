import { AwsError } from '../../service.ts';
import { readUnits, readUsage, totalUnits, type Usage, writeUsage } from '../capacity.ts';
import type { CancellationReason } from '../errors.ts';
import { conditionReason, invalid, transactionCanceled } from '../errors.ts';
import type { WriteDecision } from '../planned-write.ts';
import { applyWrite, decideWrite } from '../planned-write.ts';
import type { Input } from '../request-input.ts';
import { optionalText } from '../request-input.ts';
import { fingerprintOf } from '../sorted-json.ts';
import type { Store } from '../store.ts';
import { uniquePlaces } from './duplicate-keys.ts';
import type { Output } from './output.ts';
import { TRANSACTION_FACTOR, transactionCapacity } from './transaction-capacity.ts';
import type { PlannedEntry } from './transaction-entries.ts';
import { planEntry, readEntries } from './transaction-entries.ts';
import { DUPLICATES, requirePayload } from './transaction-limits.ts';

/** What one entry comes to; without a decision it could not even be tried. */
interface Verdict {
  readonly decision?: WriteDecision;
  readonly reason: CancellationReason;
}

const MAX_TOKEN_LENGTH = 36;

/**
 * `TransactWriteItems`: all of up to 100 writes and condition checks, or none. With a
 * `ClientRequestToken` a transaction that was done is not done again within ten minutes.
 */
export function transactWriteItems(store: Store, input: Input): Output {
  const token = readToken(input);
  const fingerprint = token === undefined ? '' : fingerprintOf(input.TransactItems);
  const known = token === undefined ? undefined : store.tokens.find(token, store.clock.now());
  const read = readEntries(input);
  if (known !== undefined && known !== fingerprint) throw parameterMismatch();
  const entries = read.map((entry) => planEntry(store, entry));
  const take = uniquePlaces(DUPLICATES);
  for (const entry of entries) if (entry.kind === 'write') take(entry.write);
  if (known !== undefined) {
    return answer(input, entries, { units: replayUnits(store, entries), usage: readUsage });
  }
  const units = perform(store, entries, () => {
    if (token !== undefined) store.tokens.put(token, fingerprint, store.clock.now());
  });
  return answer(input, entries, { units, usage: writeUsage });
}

/** Decides every entry and, if none refuses, writes them all; returns the units of each. */
function perform(
  store: Store,
  entries: readonly PlannedEntry[],
  onWritten: () => void,
): readonly number[] {
  const verdicts = store.write((report) => {
    const decided = entries.map((entry) => ({ entry, verdict: decide(store, entry) }));
    if (decided.some(({ verdict }) => verdict.reason.Code !== 'None')) return decided;
    requirePayload(
      decided.map(({ verdict }) => sizeAfter(verdict)),
      'Transaction payload size cannot exceed 4MB. Payload Size: ',
    );
    for (const { verdict } of decided) {
      if (verdict.decision?.kind === 'write') report(applyWrite(store, verdict.decision));
    }
    onWritten();
    return decided;
  });
  const units = verdicts.map(({ verdict }) => TRANSACTION_FACTOR * (verdict.decision?.units ?? 1));
  const reasons = verdicts.map(({ verdict }) => verdict.reason);
  if (reasons.every(({ Code }) => Code === 'None')) return units;
  throw transactionCanceled(reasons, writeUsage(sum(units)));
}

/** An item that an update does not fit cancels the transaction, as a false condition does. */
function decide(store: Store, entry: PlannedEntry): Verdict {
  if (entry.kind === 'refused') return { reason: validationReason(entry.refusal) };
  try {
    const decision = decideWrite(store, entry.write);
    if (decision.kind === 'write') return { decision, reason: { Code: 'None' } };
    return { decision, reason: conditionReason(decision.item) };
  } catch (cause) {
    if (!(cause instanceof AwsError) || cause.code !== 'ValidationException') throw cause;
    return { reason: validationReason(cause) };
  }
}

function sizeAfter({ decision }: Verdict): number {
  return decision?.kind === 'write' ? (decision.after?.size ?? 0) : 0;
}

function validationReason({ message }: AwsError): CancellationReason {
  return { Code: 'ValidationError', Message: message };
}

function readToken(input: Input): string | undefined {
  const token = optionalText(input, 'ClientRequestToken') || undefined;
  if (token === undefined || token.length <= MAX_TOKEN_LENGTH) return token;
  throw invalid(
    `Value ${token} at 'clientRequestToken' failed to satisfy constraint: Member must have length less than or equal to ${MAX_TOKEN_LENGTH}`,
  );
}

/** A retry of what was done is billed as reading the items. */
function replayUnits(store: Store, entries: readonly PlannedEntry[]): readonly number[] {
  return entries.map((entry) => {
    const found = entry.kind === 'write' && store.items.get(entry.table, entry.write.key);
    const size = found ? found.size : 0;
    return TRANSACTION_FACTOR * readUnits(size, { consistent: true });
  });
}

function answer(
  input: Input,
  entries: readonly PlannedEntry[],
  bill: { units: readonly number[]; usage: (units: number) => Usage },
): Output {
  const tables = entries.map(({ table }) => table);
  const capacities = transactionCapacity(tables, bill.units, input);
  return {
    body: { ...(capacities && { ConsumedCapacity: capacities }) },
    usage: bill.usage(sum(bill.units)),
  };
}

function parameterMismatch(): AwsError {
  return new AwsError(
    'IdempotentParameterMismatchException',
    'the client request token was used before with other parameters',
  );
}

function sum(units: readonly number[]): number {
  return totalUnits(units, (each) => each);
}

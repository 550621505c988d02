import { AwsError } from '../service.ts';
import type { Item } from './attribute-value.ts';
import type { Usage } from './capacity.ts';

/** Why one entry of a transaction stopped it (`None` for the entries that did not). */
export interface CancellationReason {
  readonly Code: 'None' | 'ConditionalCheckFailed' | 'ValidationError';
  readonly Message?: string;
  readonly Item?: Item;
}

const CONDITION_FAILED = 'The conditional request failed';

/** The request is wrong in itself. */
export function invalid(message: string): AwsError {
  return new AwsError('ValidationException', message);
}

/** A key that its table cannot have; where a transaction is canceled, a single call is invalid. */
export class KeyRefused extends AwsError {
  constructor(message: string) {
    super('ValidationException', message);
  }
}

/** The body is JSON, but not of the shape the API describes. */
export function malformed(what: string, expected: string): AwsError {
  return new AwsError('SerializationException', `${what} is not ${expected}`);
}

/** The condition of a single write was false; `item` is there when the caller asked for it. */
export function conditionFailed(options: { item: Item | undefined; usage: Usage }): AwsError {
  return new AwsError('ConditionalCheckFailedException', CONDITION_FAILED, {
    fields: options.item ? { Item: options.item } : {},
    usage: { ...options.usage },
  });
}

/** The reason of a transaction entry whose condition was false. */
export function conditionReason(item: Item | undefined): CancellationReason {
  return { Code: 'ConditionalCheckFailed', Message: CONDITION_FAILED, ...(item && { Item: item }) };
}

/** A transaction of which at least one entry could not be done; nothing of it was written. */
export function transactionCanceled(
  reasons: readonly CancellationReason[],
  usage: Usage,
): AwsError {
  const codes = reasons.map((reason) => reason.Code).join(', ');
  return new AwsError(
    'TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    { fields: { CancellationReasons: reasons }, usage: { ...usage } },
  );
}

/** No table (or stream) of that name. */
export function tableNotFound(): AwsError {
  return new AwsError('ResourceNotFoundException', 'Cannot do operations on a non-existent table');
}

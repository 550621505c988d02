import { comparableError } from './comparable-error.ts';
import { comparableOutput } from './comparable-output.ts';
import type { FuzzCall } from './fuzz-operation.ts';
import type { Outcome } from './outcome.ts';

/**
 * Brings the outcome of DynamoDB Local and that of the engine to a form in which they must be equal. Every
 * difference that is let through is here, with the reason why DynamoDB Local is not followed in it.
 */
export function comparable(
  call: FuzzCall,
  outcomes: { readonly local: Outcome; readonly engine: Outcome },
): { local: unknown; engine: unknown } {
  const { local, engine } = outcomes;
  if (isReservedWordOnlyOnAws(engine)) return { local: engine, engine };
  if (isUnansweredSize(local, engine)) return { local: engine, engine };
  if (isValueInPath(engine)) return { local: engine, engine };
  if (isSameRefusalOfTransaction(call, local, engine)) return { local: engine, engine };
  if (isPathIntoKeyOfCheck(call, engine)) return { local: engine, engine };
  if (isLaterInTransaction(call, local, engine)) return { local: engine, engine };
  if (isRefusedKeyOfRead(call, local, engine)) return { local: engine, engine };
  if (isOtherActionOfUpdate(call, local, engine)) return { local: engine, engine };
  const show = (outcome: Outcome) =>
    outcome.kind === 'error' ? comparableError(outcome) : comparableOutput(call, outcome.output);
  return { local: show(local), engine: show(engine) };
}

/** Some requests with an item over 400 KB end DynamoDB Local's connection handler: its reply is no AWS error at all. */
function isUnansweredSize(local: Outcome, engine: Outcome): boolean {
  if (local.kind !== 'error' || engine.kind !== 'error' || local.name !== 'Unknown') return false;
  return engine.message === 'Item size has exceeded the maximum allowed size';
}

/** `a.:v` parses; DynamoDB Local answers with an internal error when there is a value `:v`. */
function isValueInPath(engine: Outcome): boolean {
  return engine.kind === 'error' && / is not defined; attribute name: :\w+$/.test(engine.message);
}

/** `SIZE` and `CONVERT` are on AWS's list of reserved words; DynamoDB Local allows them. */
function isReservedWordOnlyOnAws(engine: Outcome): boolean {
  return engine.kind === 'error' && /reserved keyword: (size|convert)$/i.test(engine.message);
}

/**
 * An item that does not fit several actions of an update gets the error of one of them; DynamoDB Local works
 * through them in the order of Java's hash table.
 */
function isOtherActionOfUpdate(call: FuzzCall, local: Outcome, engine: Outcome): boolean {
  if (call.name !== 'UpdateItem' || local.kind !== 'error' || engine.kind !== 'error') return false;
  return (
    hasSeveralActions(call.input.UpdateExpression) &&
    isOfItem(local.message) &&
    isOfItem(engine.message)
  );
}

function hasSeveralActions(update: string | undefined): boolean {
  const withoutCalls = update?.replace(/\([^()]*\)/g, '') ?? '';
  return (
    withoutCalls.includes(',') ||
    (withoutCalls.match(/\b(SET|REMOVE|ADD|DELETE)\b/gi) ?? []).length > 1
  );
}

/**
 * When an item does not fit an update, AWS documents that the transaction is canceled with a reason for each
 * entry; DynamoDB Local answers with the bare ValidationException, or with a list of that one reason.
 */
function isSameRefusalOfTransaction(call: FuzzCall, local: Outcome, engine: Outcome): boolean {
  if (call.name !== 'TransactWriteItems' || local.kind !== 'error' || engine.kind !== 'error')
    return false;
  if (engine.name !== 'TransactionCanceledException' || !engine.reasons) return false;
  const bare = local.name === 'ValidationException' ? local.message : undefined;
  const only = local.reasons?.length === 1 ? local.reasons[0]?.Message : undefined;
  const message = bare ?? only;
  const updates = (call.input.TransactItems ?? []).map(({ Update }) => Update?.UpdateExpression);
  const isAnyAction = updates.some(hasSeveralActions);
  return engine.reasons.some(
    ({ Code, Message }) =>
      Code === 'ValidationError' &&
      isOfItem(message) &&
      (Message === message || (isAnyAction && isOfItem(Message))),
  );
}

function isOfItem(message: unknown): boolean {
  return [
    /^The provided expression refers to an attribute that does not exist in the item$/,
    /^The document path provided in the update expression is invalid for update$/,
    /^An operand in the update expression has an incorrect data type$/,
    /^Item size to update has exceeded the maximum allowed size$/,
    /^Nesting Levels have exceeded supported limits$/,
    /^Number overflow\. /,
    /^Number underflow\. /,
    /^DynamoDB only supports precision up to 38 digits$/,
    /^One or more parameter values were invalid: Cannot update attribute /,
  ].some((pattern) => pattern.test(String(message)));
}

/** DynamoDB Local lets the condition of a ConditionCheck look into a key attribute, but of no other write. */
function isPathIntoKeyOfCheck(call: FuzzCall, engine: Outcome): boolean {
  return (
    call.name === 'TransactWriteItems' &&
    call.input.TransactItems?.some(({ ConditionCheck }) => ConditionCheck) === true &&
    engine.kind === 'error' &&
    engine.message.startsWith('Key attributes must be scalars')
  );
}

/**
 * DynamoDB Local finishes one entry of a transaction before it looks at the next, so that a false condition
 * or an item that does not fit hides what is wrong with the key or table of a later entry. The engine
 * looks at the request first, as a transaction that is invalid is not canceled.
 */
function isLaterInTransaction(call: FuzzCall, local: Outcome, engine: Outcome): boolean {
  if (call.name !== 'TransactWriteItems' || local.kind !== 'error' || engine.kind !== 'error')
    return false;
  const isAboutItem = local.name === 'TransactionCanceledException' || isOfItem(local.message);
  return isAboutItem && (engine.name === 'ResourceNotFoundException' || isOfPlace(engine.message));
}

function isOfPlace(message: string): boolean {
  return [
    /^Transaction request cannot include multiple operations on one item$/,
    /^Expression\w+ can only be specified when using expressions/,
    /^Invalid table\/index name/,
    /^The number of conditions on the keys is invalid$/,
    /^One of the required keys was not given a value$/,
    /^One or more parameter values are not valid\. The AttributeValue for a key attribute cannot contain/,
    /^Invalid attribute value type$/,
  ].some((pattern) => pattern.test(message));
}

/** DynamoDB Local cancels a transaction of reads over a key its table cannot have, but gives no reasons. */
function isRefusedKeyOfRead(call: FuzzCall, local: Outcome, engine: Outcome): boolean {
  if (call.name !== 'TransactGetItems' || local.kind !== 'error' || engine.kind !== 'error')
    return false;
  return (
    local.name === 'TransactionCanceledException' &&
    engine.name === 'ValidationException' &&
    local.message === engine.message
  );
}

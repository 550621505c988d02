import type { Outcome } from './outcome.ts';

/** An error without what DynamoDB Local writes differently from AWS or from one start to the next. */
export function comparableError(outcome: Extract<Outcome, { kind: 'error' }>): unknown {
  // DynamoDB Local has no text for it, and the client then makes one up.
  if (outcome.name === 'IdempotentParameterMismatchException') return outcome.name;
  return {
    ...outcome,
    message: comparableMessage(outcome.message),
    // DynamoDB Local ends the sentence with a full stop when the entry is a ConditionCheck.
    ...(outcome.reasons && {
      reasons: outcome.reasons.map((reason) => ({
        ...reason,
        ...(typeof reason.Message === 'string' && { Message: reason.Message.replace(/\.$/, '') }),
      })),
    }),
  };
}

function comparableMessage(message: string): string {
  return (
    message
      // A set printed in the order of Java's hash table.
      .replace(
        /(unused in expressions: keys: \{)(.*)\}$/,
        (_, head, keys) => head + sortedKeys(keys),
      )
      // Bytes as Java prints a buffer.
      .replace(/AttributeValue: \{B:[^}]*\}/g, 'AttributeValue: {B}')
      // Every type there is, internal ones too, in an order that changes with each start of DynamoDB Local.
      .replace(/(attribute_type, operand type: )\{.*\}$/, '$1any')
      // DynamoDB Local names as path two any path of the expression, whichever its hash table ends with.
      .replace(/(Two document paths .* path one: .*), path two: .*$/, '$1')
  );
}

function sortedKeys(keys: string): string {
  return keys.split(', ').toSorted().join(', ');
}

import { bindCondition } from './expression/bind-condition.ts';
import { bindUpdate } from './expression/bind-update.ts';
import type { Condition } from './expression/condition.ts';
import { parsedCondition, parsedUpdate } from './expression/parsed-expressions.ts';
import type { Placeholders } from './expression/placeholders.ts';
import type { UpdateAction } from './expression/update.ts';
import type { Input } from './request-input.ts';
import { optionalText } from './request-input.ts';
import type { ExpressionParameters } from './request-placeholders.ts';
import { readPlaceholders } from './request-placeholders.ts';

/** What a write says beside the item or key it is about. */
export interface WriteExpressions {
  readonly condition: Condition | undefined;
  /** Empty for everything but an update. */
  readonly actions: readonly UpdateAction[];
  /** Whether a caller whose condition fails gets the item as it is (`ALL_OLD`). */
  readonly returnsOnFailure: boolean;
}

const CONDITION = 'ConditionExpression';
const UPDATE = 'UpdateExpression';

/** The expressions a put, delete or condition check can have. */
export const CONDITION_ONLY: ExpressionParameters = {
  withNames: [CONDITION],
  withValues: [CONDITION],
};

/** The expressions an update can have. */
export const UPDATE_AND_CONDITION: ExpressionParameters = {
  withNames: [UPDATE, CONDITION],
  withValues: [UPDATE, CONDITION],
};

/** No condition: a write of a batch. */
export const UNCONDITIONAL: WriteExpressions = {
  condition: undefined,
  actions: [],
  returnsOnFailure: false,
};

/** The expressions of a put, delete or condition check. */
export function readConditionOnly(input: Input): WriteExpressions {
  const placeholders = readPlaceholders(input, CONDITION_ONLY);
  const condition = readCondition(input, placeholders);
  placeholders.requireAllUsed();
  return { condition, actions: [], returnsOnFailure: returnsOnFailure(input) };
}

/** The expressions of an update, which share their placeholders. */
export function readUpdateAndCondition(input: Input): WriteExpressions {
  const placeholders = readPlaceholders(input, UPDATE_AND_CONDITION);
  const text = optionalText(input, UPDATE);
  const actions = text === undefined ? [] : bindUpdate(parsedUpdate(UPDATE, text), placeholders);
  const condition = readCondition(input, placeholders);
  placeholders.requireAllUsed();
  return { condition, actions, returnsOnFailure: returnsOnFailure(input) };
}

function readCondition(input: Input, placeholders: Placeholders): Condition | undefined {
  const text = optionalText(input, CONDITION);
  if (text === undefined) return undefined;
  return bindCondition(CONDITION, parsedCondition(CONDITION, text), placeholders);
}

function returnsOnFailure(input: Input): boolean {
  return input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD';
}

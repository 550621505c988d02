import type { Item } from './attribute-value.ts';
import { canonicalItem, fitsNesting } from './canonical-value.ts';
import { invalid } from './errors.ts';
import { bindCondition } from './expression/bind-condition.ts';
import { bindUpdate } from './expression/bind-update.ts';
import type { Condition } from './expression/condition.ts';
import { parsedCondition, parsedUpdate } from './expression/parsed-expressions.ts';
import type { Placeholders } from './expression/placeholders.ts';
import type { UpdateAction } from './expression/update.ts';
import { applyUpdate } from './expression/update.ts';
import { canonicalKey, itemKey } from './item-key.ts';
import { itemSize } from './item-size.ts';
import type { PlannedWrite } from './planned-write.ts';
import type { Input } from './request-input.ts';
import { optionalText } from './request-input.ts';
import { readPlaceholders } from './request-placeholders.ts';
import type { Table } from './table-spec.ts';
import { keyAttributes } from './table-spec.ts';

/** 400 KB, names and values together. */
const MAX_ITEM_BYTES = 400 * 1024;

/** A planned update, with the actions whose attributes UPDATED_OLD and UPDATED_NEW return. */
export interface PlannedUpdate extends PlannedWrite {
  readonly actions: readonly UpdateAction[];
}

/** Checks the parameters of a put: `Item`, `ConditionExpression` and its placeholders. */
export function planPut(table: Table, input: Input): PlannedWrite {
  const item = canonicalItem(input.Item);
  const key = itemKey(table, item);
  if (itemSize(item) > MAX_ITEM_BYTES) {
    throw invalid('Item size has exceeded the maximum allowed size');
  }
  return { ...conditionPart(input), table, key, after: () => item };
}

/** Checks the parameters of a delete: `Key`, `ConditionExpression` and its placeholders. */
export function planDelete(table: Table, input: Input): PlannedWrite {
  const key = itemKey(table, canonicalKey(table, input.Key));
  return { ...conditionPart(input), table, key, after: () => undefined };
}

/** Checks the parameters of a condition check: as a delete, but the item stays. */
export function planConditionCheck(table: Table, input: Input): PlannedWrite {
  return { ...planDelete(table, input), after: (before) => before };
}

/** Checks the parameters of an update: `Key`, `UpdateExpression`, `ConditionExpression`, placeholders. */
export function planUpdate(table: Table, input: Input): PlannedUpdate {
  const keyItem = canonicalKey(table, input.Key);
  const key = itemKey(table, keyItem);
  const { actions, condition } = readUpdateExpressions(input);
  return {
    table,
    key,
    condition,
    returnsOnFailure: returnsOnFailure(input),
    actions,
    after: (before) => updated(table, actions, before ?? keyItem),
  };
}

/** The actions and the condition of an update, which share their placeholders. */
export function readUpdateExpressions(input: Input): {
  actions: readonly UpdateAction[];
  condition: Condition | undefined;
} {
  const placeholders = readPlaceholders(input, {
    withNames: ['UpdateExpression', 'ConditionExpression'],
    withValues: ['UpdateExpression', 'ConditionExpression'],
  });
  const text = optionalText(input, 'UpdateExpression');
  const actions =
    text === undefined ? [] : bindUpdate(parsedUpdate('UpdateExpression', text), placeholders);
  const condition = readCondition(input, placeholders);
  placeholders.requireAllUsed();
  return { actions, condition };
}

/** The condition of a put, delete or condition check. */
export function readOwnCondition(input: Input): Condition | undefined {
  const placeholders = readPlaceholders(input, {
    withNames: ['ConditionExpression'],
    withValues: ['ConditionExpression'],
  });
  const condition = readCondition(input, placeholders);
  placeholders.requireAllUsed();
  return condition;
}

function conditionPart(input: Input) {
  return { condition: readOwnCondition(input), returnsOnFailure: returnsOnFailure(input) };
}

function readCondition(input: Input, placeholders: Placeholders): Condition | undefined {
  const kind = 'ConditionExpression';
  const text = optionalText(input, kind);
  return text === undefined
    ? undefined
    : bindCondition(kind, parsedCondition(kind, text), placeholders);
}

function returnsOnFailure(input: Input): boolean {
  return input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD';
}

function updated(table: Table, actions: readonly UpdateAction[], before: Item): Item {
  const keyNames = keyAttributes(table).map(({ name }) => name);
  for (const { path } of actions) {
    if (keyNames.includes(path[0])) {
      throw invalid(
        `One or more parameter values were invalid: Cannot update attribute ${path[0]}. This attribute is part of the key`,
      );
    }
  }
  const after = applyUpdate(actions, before);
  for (const value of Object.values(after)) {
    if (!fitsNesting(value, 0)) throw invalid('Nesting Levels have exceeded supported limits');
  }
  if (itemSize(after) > MAX_ITEM_BYTES) {
    throw invalid('Item size to update has exceeded the maximum allowed size');
  }
  return after;
}

import type { Item } from '../attribute-value.ts';
import { emptyItem } from '../attribute-value.ts';
import { consumedCapacity, writeUsage } from '../capacity.ts';
import { invalid } from '../errors.ts';
import { valueAt } from '../expression/document-path.ts';
import type { UpdateAction } from '../expression/update.ts';
import { readKey } from '../item-key.ts';
import { planDelete, planPut, planUpdate, readItem } from '../plan-write.ts';
import type { PlannedWrite } from '../planned-write.ts';
import { performWrite } from '../planned-write.ts';
import type { Input } from '../request-input.ts';
import { optionalText, refuseLegacy } from '../request-input.ts';
import { requireExpressions } from '../request-placeholders.ts';
import type { Store } from '../store.ts';
import {
  CONDITION_ONLY,
  readConditionOnly,
  readUpdateAndCondition,
  UPDATE_AND_CONDITION,
} from '../write-expressions.ts';
import type { Output } from './output.ts';

type ReturnValues = 'NONE' | 'ALL_OLD' | 'ALL_NEW' | 'UPDATED_OLD' | 'UPDATED_NEW';

/** The attributes to answer with, of the item before and after the write. */
type Attributes = (before: Item | undefined, after: Item | undefined) => Item | undefined;

const OLD_ONLY: readonly ReturnValues[] = ['NONE', 'ALL_OLD'];
const ANY: readonly ReturnValues[] = [...OLD_ONLY, 'ALL_NEW', 'UPDATED_OLD', 'UPDATED_NEW'];

/** `PutItem`: stores an item in place of the one with its key. */
export function putItem(store: Store, input: Input): Output {
  refuseLegacy('PutItem', input);
  const table = store.tables.require(input.TableName);
  const returnValues = readReturnValues(input, OLD_ONLY);
  requireExpressions(input, CONDITION_ONLY);
  if (input.Item == null) throw invalid('Item to put in PutItem cannot be null');
  const write = planPut(table, readItem(input.Item), () => readConditionOnly(input));
  return reply(store, {
    write,
    input,
    attributes: (before) => (returnValues === 'ALL_OLD' ? before : undefined),
  });
}

/** `DeleteItem`: removes an item if it is there. */
export function deleteItem(store: Store, input: Input): Output {
  refuseLegacy('DeleteItem', input);
  const table = store.tables.require(input.TableName);
  const returnValues = readReturnValues(input, OLD_ONLY);
  requireExpressions(input, CONDITION_ONLY);
  const write = planDelete(table, readKey(input.Key), () => readConditionOnly(input));
  return reply(store, {
    write,
    input,
    attributes: (before) => (returnValues === 'ALL_OLD' ? before : undefined),
  });
}

/** `UpdateItem`: changes parts of an item, which it creates if need be. */
export function updateItem(store: Store, input: Input): Output {
  refuseLegacy('UpdateItem', input);
  const table = store.tables.require(input.TableName);
  const returnValues = readReturnValues(input, ANY);
  requireExpressions(input, UPDATE_AND_CONDITION);
  const write = planUpdate(table, readKey(input.Key), () => readUpdateAndCondition(input));
  const attributes: Attributes = (before, after) => {
    if (returnValues === 'ALL_OLD') return before;
    if (returnValues === 'ALL_NEW') return after;
    if (returnValues === 'UPDATED_OLD') return touched(write.actions, before);
    return returnValues === 'UPDATED_NEW' ? touched(write.actions, after) : undefined;
  };
  return reply(store, { write, input, attributes });
}

function reply(
  store: Store,
  { write, input, attributes }: { write: PlannedWrite; input: Input; attributes: Attributes },
): Output {
  const { before, after, units } = performWrite(store, write);
  const returned = attributes(before, after);
  const mode = optionalText(input, 'ReturnConsumedCapacity');
  const capacity = consumedCapacity(write.table.name, units, mode);
  return {
    body: {
      ...(returned && Object.keys(returned).length > 0 && { Attributes: returned }),
      ...(capacity && { ConsumedCapacity: capacity }),
    },
    usage: writeUsage(units),
  };
}

/** The attributes in which an update touched something that is there, whole. */
function touched(actions: readonly UpdateAction[], item: Item | undefined): Item | undefined {
  if (!item) return undefined;
  const found = emptyItem();
  for (const { path } of actions) {
    const attribute = item[path[0]];
    if (attribute && valueAt(item, path)) found[path[0]] = attribute;
  }
  return found;
}

function readReturnValues(input: Input, allowed: readonly ReturnValues[]): ReturnValues {
  const given = optionalText(input, 'ReturnValues') ?? 'NONE';
  const returnValues = allowed.find((value) => value === given);
  if (!returnValues) throw invalid('Return values set to invalid value');
  const onFailure = optionalText(input, 'ReturnValuesOnConditionCheckFailure') ?? 'NONE';
  if (onFailure !== 'NONE' && onFailure !== 'ALL_OLD') {
    throw invalid(
      `1 validation error detected: Value '${onFailure}' at 'returnValuesOnConditionCheckFailure' failed to satisfy constraint: Member must satisfy enum value set: [ALL_OLD, NONE]`,
    );
  }
  return returnValues;
}

import type { Item } from '../attribute-value.ts';
import { canonicalItem } from '../canonical-value.ts';
import { invalid, KeyRefused } from '../errors.ts';
import { planCheck, planDelete, planPut, planUpdate, readItem } from '../plan-write.ts';
import type { PlannedWrite } from '../planned-write.ts';
import type { Input } from '../request-input.ts';
import { asRecord, missing, optionalList, optionalRecord } from '../request-input.ts';
import type { ExpressionParameters } from '../request-placeholders.ts';
import { requireExpressions } from '../request-placeholders.ts';
import type { Store } from '../store.ts';
import type { Table } from '../table-spec.ts';
import type { WriteExpressions } from '../write-expressions.ts';
import {
  CONDITION_ONLY,
  readConditionOnly,
  readUpdateAndCondition,
  UPDATE_AND_CONDITION,
} from '../write-expressions.ts';
import { requireEntryCount } from './transaction-limits.ts';

/** One entry of a transaction: a write, or a key its table cannot have, which cancels the transaction. */
export type PlannedEntry =
  | { readonly kind: 'write'; readonly table: Table; readonly write: PlannedWrite }
  | { readonly kind: 'refused'; readonly table: Table; readonly refusal: KeyRefused };

/** One kind of entry: the member that holds its item or key, and how it is read and planned. */
interface EntryKind {
  readonly name: 'ConditionCheck' | 'Put' | 'Delete' | 'Update';
  readonly subject: 'Item' | 'Key';
  readonly required?: 'ConditionExpression' | 'UpdateExpression';
  readonly readSubject: (input: unknown) => Item;
  readonly parameters: ExpressionParameters;
  readonly readExpressions: (input: Input) => WriteExpressions;
  readonly plan: typeof planPut;
}

/** An entry that is valid in itself, but for its table and the members it lacks. */
export interface Entry {
  readonly kind: EntryKind;
  readonly input: Input;
  /** Where it stands, for messages: `transactItems.1.member.put`. */
  readonly place: string;
  readonly expressions: WriteExpressions;
  readonly subject: Item | undefined;
}

const ON_KEY = { subject: 'Key', readSubject: canonicalItem } as const;
const CONDITIONAL = { parameters: CONDITION_ONLY, readExpressions: readConditionOnly } as const;
const ENTRY_KINDS: readonly EntryKind[] = [
  {
    ...ON_KEY,
    name: 'ConditionCheck',
    ...CONDITIONAL,
    required: 'ConditionExpression',
    plan: planCheck,
  },
  {
    name: 'Put',
    subject: 'Item',
    readSubject: readItem,
    ...CONDITIONAL,
    plan: planPut,
  },
  { ...ON_KEY, ...CONDITIONAL, name: 'Delete', plan: planDelete },
  {
    ...ON_KEY,
    name: 'Update',
    required: 'UpdateExpression',
    parameters: UPDATE_AND_CONDITION,
    readExpressions: readUpdateAndCondition,
    plan: planUpdate,
  },
];

/** Reads the `TransactItems` of a `TransactWriteItems` call; throws when one is invalid in itself. */
export function readEntries(input: Input): readonly Entry[] {
  const given = optionalList(input, 'TransactItems');
  if (!given) throw missing('transactItems');
  if (given.length === 0) {
    throw invalid(
      "Value [] at 'transactItems' failed to satisfy constraint: Member must have length greater than or equal to 1",
    );
  }
  requireEntryCount(given.length);
  const entries = given.map((item, index) => readEntry(asRecord(item, 'TransactItem'), index + 1));
  for (const { input: entry, place } of entries) {
    if (entry.TableName === undefined || entry.TableName === null)
      throw missing(`${place}.tableName`);
  }
  return entries;
}

function readEntry(item: Input, position: number): Entry {
  const kinds = ENTRY_KINDS.filter(({ name }) => item[name] !== undefined && item[name] !== null);
  const [kind] = kinds;
  const input = kind && optionalRecord(item, kind.name);
  if (!kind || !input) {
    throw invalid(
      'Invalid Request: TransactWriteRequest should contain Delete or Put or Update request',
    );
  }
  if (kinds.length > 1) {
    throw invalid('TransactItems can only contain one of Check, Put, Update or Delete');
  }
  const given = input[kind.subject];
  return {
    kind,
    input,
    place: `transactItems.${position}.member.${lowerFirst(kind.name)}`,
    expressions: kind.readExpressions(input),
    subject: given === undefined || given === null ? undefined : kind.readSubject(given),
  };
}

/** Looks up the table of an entry and plans its write. */
export function planEntry(
  store: Store,
  { kind, input, place, expressions, subject }: Entry,
): PlannedEntry {
  const table = store.tables.require(input.TableName);
  requireExpressions(input, kind.parameters);
  if (!subject) throw missing(`${place}.${lowerFirst(kind.subject)}`);
  if (kind.required && (input[kind.required] === undefined || input[kind.required] === null)) {
    throw missing(`${place}.${lowerFirst(kind.required)}`);
  }
  try {
    return { kind: 'write', table, write: kind.plan(table, subject, () => expressions) };
  } catch (cause) {
    if (!(cause instanceof KeyRefused)) throw cause;
    return { kind: 'refused', table, refusal: cause };
  }
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

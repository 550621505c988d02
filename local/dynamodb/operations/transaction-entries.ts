import type { AwsError } from '../../service.ts';
import { invalid, KeyRefused } from '../errors.ts';
import {
  planConditionCheck,
  planDelete,
  planPut,
  planUpdate,
  readOwnCondition,
  readUpdateExpressions,
} from '../plan-write.ts';
import type { PlannedWrite } from '../planned-write.ts';
import type { Input } from '../request-input.ts';
import { asRecord, missing, optionalList, optionalRecord } from '../request-input.ts';
import type { Store } from '../store.ts';
import { requireTableName } from '../table-catalog.ts';
import type { Table } from '../table-spec.ts';

/** One entry of a transaction: a write, or a key its table cannot have, which cancels the transaction. */
export type PlannedEntry =
  | { readonly kind: 'write'; readonly table: Table; readonly write: PlannedWrite }
  | { readonly kind: 'refused'; readonly table: Table; readonly refusal: KeyRefused };

/** One kind of entry: what it cannot be without, how it is planned, how its expressions alone are checked. */
interface EntryKind {
  readonly name: 'ConditionCheck' | 'Put' | 'Delete' | 'Update';
  readonly required: readonly string[];
  readonly plan: (table: Table, input: Input) => PlannedWrite;
  readonly checkExpressions: (input: Input) => unknown;
}

/** Entries of a transaction, of reads or of writes. */
export const MAX_ENTRIES = 100;
const ENTRY_KINDS: readonly EntryKind[] = [
  {
    name: 'ConditionCheck',
    required: ['Key', 'ConditionExpression'],
    plan: planConditionCheck,
    checkExpressions: readOwnCondition,
  },
  { name: 'Put', required: ['Item'], plan: planPut, checkExpressions: readOwnCondition },
  { name: 'Delete', required: ['Key'], plan: planDelete, checkExpressions: readOwnCondition },
  {
    name: 'Update',
    required: ['Key', 'UpdateExpression'],
    plan: planUpdate,
    checkExpressions: readUpdateExpressions,
  },
];

/** Checks the `TransactItems` of a `TransactWriteItems` call; throws when one is invalid in itself. */
export function planEntries(store: Store, input: Input): readonly PlannedEntry[] {
  const given = optionalList(input, 'TransactItems');
  if (!given) throw missing('transactItems');
  if (given.length === 0) {
    throw invalid(
      "Value [] at 'transactItems' failed to satisfy constraint: Member must have length greater than or equal to 1",
    );
  }
  if (given.length > MAX_ENTRIES) throw tooManyEntries();
  return given
    .map((item, index) => readEntry(asRecord(item, 'TransactItem'), index + 1))
    .map(({ kind, entry }) => planEntry(store.tables.require(entry.TableName), kind, entry));
}

/** The error for a transaction of more than a hundred entries. */
export function tooManyEntries(): AwsError {
  return invalid(`Member must have length less than or equal to ${MAX_ENTRIES}`);
}

function readEntry(item: Input, position: number): { kind: EntryKind; entry: Input } {
  const kinds = ENTRY_KINDS.filter(({ name }) => item[name] !== undefined && item[name] !== null);
  const [kind] = kinds;
  const entry = kind && optionalRecord(item, kind.name);
  if (!kind || !entry) {
    throw invalid(
      'Invalid Request: TransactWriteRequest should contain Delete or Put or Update request',
    );
  }
  if (kinds.length > 1) {
    throw invalid('TransactItems can only contain one of Check, Put, Update or Delete');
  }
  const place = `transactItems.${position}.member.${lowerFirst(kind.name)}`;
  requireTableName(entry.TableName, `${place}.tableName`);
  for (const member of kind.required) {
    if (entry[member] === undefined || entry[member] === null) {
      throw missing(`${place}.${lowerFirst(member)}`);
    }
  }
  return { kind, entry };
}

function planEntry(table: Table, kind: EntryKind, entry: Input): PlannedEntry {
  try {
    return { kind: 'write', table, write: kind.plan(table, entry) };
  } catch (cause) {
    if (!(cause instanceof KeyRefused)) throw cause;
    // Planning stopped at the key, but an invalid expression outranks it.
    kind.checkExpressions(entry);
    return { kind: 'refused', table, refusal: cause };
  }
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

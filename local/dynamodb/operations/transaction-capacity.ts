import { consumedCapacity } from '../capacity.ts';
import type { Input } from '../request-input.ts';
import { optionalText } from '../request-input.ts';
import type { Table } from '../table-spec.ts';

/** Every read and write of a transaction is done twice: prepared and committed. */
export const TRANSACTION_FACTOR = 2;

/** The `ConsumedCapacity` of a transaction: one entry for each table, from the units of each item. */
export function transactionCapacity(
  tables: readonly Table[],
  units: readonly number[],
  input: Input,
): readonly Record<string, unknown>[] | undefined {
  const byTable = new Map<string, number>();
  for (const [index, { name }] of tables.entries()) {
    byTable.set(name, (byTable.get(name) ?? 0) + (units[index] ?? 0));
  }
  const mode = optionalText(input, 'ReturnConsumedCapacity');
  const entries = [...byTable].map(([name, total]) => consumedCapacity(name, total, mode));
  const given = entries.filter((entry) => entry !== undefined);
  return given.length > 0 ? given : undefined;
}

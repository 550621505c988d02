/** What AWS bills for one call, in on-demand request units, by the names the meter knows. */
export type Usage = { readonly dynamodbReadUnits: number; readonly dynamodbWriteUnits: number };

const READ_UNIT_BYTES = 4096;
const WRITE_UNIT_BYTES = 1024;

/** Nothing billed. */
export const NO_USAGE: Usage = readUsage(0);

/** A bill of read units only. */
export function readUsage(units: number): Usage {
  return { dynamodbReadUnits: units, dynamodbWriteUnits: 0 };
}

/** A bill of write units only. */
export function writeUsage(units: number): Usage {
  return { dynamodbReadUnits: 0, dynamodbWriteUnits: units };
}

/** Units for reading `bytes` at once: one per 4 KB begun, at least one; half of it when eventually consistent. */
export function readUnits(bytes: number, options: { consistent: boolean }): number {
  const units = Math.max(1, Math.ceil(bytes / READ_UNIT_BYTES));
  return options.consistent ? units : units / 2;
}

/** Units for writing an item: one per KB begun of the larger of before and after, at least one. */
export function writeUnits(bytesBefore: number, bytesAfter: number): number {
  return Math.max(1, Math.ceil(Math.max(bytesBefore, bytesAfter) / WRITE_UNIT_BYTES));
}

/** The sum of `units` over elements. */
export function totalUnits<T>(elements: readonly T[], units: (element: T) => number): number {
  return elements.reduce((total, element) => total + units(element), 0);
}

/** The `ConsumedCapacity` entry of one table, in the shape `ReturnConsumedCapacity` asks for. */
export function consumedCapacity(
  tableName: string,
  units: number,
  mode: string | undefined,
): Record<string, unknown> | undefined {
  if (mode !== 'TOTAL' && mode !== 'INDEXES') return undefined;
  const detail = mode === 'INDEXES' ? { Table: { CapacityUnits: units } } : {};
  return { TableName: tableName, CapacityUnits: units, ...detail };
}

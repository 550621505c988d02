import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { AwsError } from '../service.ts';
import { invalid, tableNotFound } from './errors.ts';
import type { Table, TableSpec } from './table-spec.ts';

const TABLE_NAME = /^[a-zA-Z0-9_.-]{3,255}$/;

/** Which tables exist. Read on every call, hence kept in memory beside the database. */
export class TableCatalog {
  readonly #byName = new Map<string, Table>();
  readonly #insert: StatementSync;
  readonly #update: StatementSync;
  readonly #delete: StatementSync;

  constructor(database: DatabaseSync) {
    this.#insert = database.prepare(
      'INSERT INTO dynamodb_tables (name, spec, created_at) VALUES (?, ?, ?)',
    );
    this.#update = database.prepare('UPDATE dynamodb_tables SET spec = ? WHERE id = ?');
    this.#delete = database.prepare('DELETE FROM dynamodb_tables WHERE id = ?');
    for (const row of database.prepare('SELECT id, spec, created_at FROM dynamodb_tables').all()) {
      // Written by this class only.
      const spec = JSON.parse(row.spec as string) as TableSpec;
      this.#byName.set(spec.name, {
        ...spec,
        id: row.id as number,
        createdAt: row.created_at as number,
      });
    }
  }

  /** Every table, by name. */
  all(): readonly Table[] {
    return [...this.#byName.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** The table of this name, if there is one. */
  find(name: string): Table | undefined {
    return this.#byName.get(name);
  }

  /** The table that a request's `TableName` names; throws when it is missing, malformed or unknown. */
  require(name: unknown, member = 'tableName'): Table {
    const table = this.#byName.get(requireTableName(name, member));
    if (!table) throw tableNotFound();
    return table;
  }

  /** Adds a table, or brings one that exists up to its description; its key cannot change. */
  put(spec: TableSpec, now: number): Table {
    const current = this.#byName.get(spec.name);
    if (current && keyText(current) !== keyText(spec)) {
      throw new AwsError(
        'ResourceInUseException',
        `table ${spec.name} exists with another key, got ${keyText(spec)}, has ${keyText(current)}`,
      );
    }
    const text = JSON.stringify(spec);
    if (current) this.#update.run(text, current.id);
    const id = current?.id ?? Number(this.#insert.run(spec.name, text, now).lastInsertRowid);
    const table = { ...spec, id, createdAt: current?.createdAt ?? now };
    this.#byName.set(spec.name, table);
    return table;
  }

  /** Forgets a table. */
  delete(table: Table): void {
    this.#delete.run(table.id);
    this.#byName.delete(table.name);
  }
}

/** The name itself when it can be one; throws a ValidationException naming `member` otherwise. */
export function requireTableName(name: unknown, member: string): string {
  if (name === undefined || name === null) {
    throw invalid(
      `Value null at '${member}' failed to satisfy constraint: Member must not be null`,
    );
  }
  if (typeof name === 'string' && TABLE_NAME.test(name)) return name;
  throw invalid(
    "Invalid table/index name.  Table/index names must be between 3 and 255 characters long, and may contain only the characters a-z, A-Z, 0-9, '_', '-', and '.'",
  );
}

function keyText({ partitionKey, sortKey }: TableSpec): string {
  return [partitionKey, ...(sortKey ? [sortKey] : [])]
    .map(({ name, type }) => `${name}:${type}`)
    .join(',');
}

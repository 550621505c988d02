import { invalid } from './errors.ts';
import type { DocumentPath } from './expression/document-path.ts';
import type { TableSpec } from './table-spec.ts';
import { keyAttributes } from './table-spec.ts';

/** Refuses paths into a key attribute: keys are strings, numbers or binaries and have no inside. */
export function requireScalarKeys(table: TableSpec, paths: readonly DocumentPath[]): void {
  const keyNames = keyAttributes(table).map(({ name }) => name);
  const inside = paths.find((path) => path.length > 1 && keyNames.includes(path[0]));
  if (inside) throw pathIntoKey(inside[0]);
}

/** The error for a path into the key attribute of this name. */
export function pathIntoKey(name: string) {
  return invalid(
    `Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: Key: ${name}`,
  );
}

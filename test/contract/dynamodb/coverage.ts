import type { Form } from './forms.ts';

/** Which forms which operation was made of, and how often it got as far as being evaluated. */
export class Coverage {
  readonly #rows: ReadonlyMap<string, ReadonlyMap<Form, { count: number }>>;

  /** @param supported the forms each operation must show at least once. */
  constructor(supported: Readonly<Record<string, readonly Form[]>>) {
    this.#rows = new Map(
      Object.entries(supported).map(([operation, forms]) => [
        operation,
        new Map(forms.map((form) => [form, { count: 0 }])),
      ]),
    );
  }

  /** Counts each form once. */
  count(operation: string, forms: Iterable<Form>): void {
    for (const form of new Set(forms)) {
      const cell = this.#rows.get(operation)?.get(form);
      if (cell) cell.count += 1;
    }
  }

  /** Adds the counts of another table of the same rows. */
  add(other: Coverage): void {
    for (const [operation, row] of other.#rows) {
      for (const [form, { count }] of row) {
        const cell = this.#rows.get(operation)?.get(form);
        if (cell) cell.count += count;
      }
    }
  }

  /** Of these forms the one this operation has shown least. */
  rarest(operation: string, forms: readonly Form[]): Form | undefined {
    const row = this.#rows.get(operation);
    return forms.toSorted((a, b) => (row?.get(a)?.count ?? 0) - (row?.get(b)?.count ?? 0))[0];
  }

  /** The cells that were never shown, as `operation: form`. */
  missing(): readonly string[] {
    return [...this.#rows].flatMap(([operation, row]) =>
      [...row].filter(([, { count }]) => count === 0).map(([form]) => `${operation}: ${form}`),
    );
  }

  /** A table of counts with operations across, as Markdown prints it. */
  print(): string {
    const operations = [...this.#rows.keys()];
    const forms = new Set([...this.#rows.values()].flatMap((row) => [...row.keys()]));
    const lines = [...forms].map((form) => [
      form,
      ...operations.map((operation) => {
        const cell = this.#rows.get(operation)?.get(form);
        return cell ? String(cell.count) : '';
      }),
    ]);
    const header = ['form', ...operations];
    const widths = header.map((_, column) =>
      Math.max(...[header, ...lines].map((line) => line[column]?.length ?? 0)),
    );
    const row = (cells: readonly string[]) =>
      `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
    return [row(header), row(widths.map((width) => '-'.repeat(width))), ...lines.map(row)].join(
      '\n',
    );
  }
}

import type { AttributeValue, Item } from '../attribute-value.ts';
import { invalid } from '../errors.ts';
import type { DocumentPath } from './document-path.ts';
import type { PathSyntax } from './syntax.ts';
import type { ExpressionKind } from './token-reader.ts';

const MAX_PATH_LENGTH = 32;

/** The names and values a request gives its expressions, and which of them were used. */
export class Placeholders {
  readonly #names: Readonly<Record<string, string>>;
  readonly #values: Item;
  readonly #written: Readonly<Record<string, unknown>>;
  readonly #usedNames = new Set<string>();
  readonly #usedValues = new Set<string>();

  /** @param written the values as the request has them, for messages. */
  constructor(
    names: Readonly<Record<string, string>>,
    values: Item,
    written: Readonly<Record<string, unknown>>,
  ) {
    this.#names = names;
    this.#values = values;
    this.#written = written;
  }

  /** The path with its `#placeholders` replaced. */
  path(kind: ExpressionKind, syntax: PathSyntax): DocumentPath {
    const path = syntax.map((step) => (typeof step === 'string' ? this.#name(kind, step) : step));
    if (path.length > MAX_PATH_LENGTH) {
      throw invalid(
        `Invalid ${kind}: The document path has too many nesting levels; nesting levels: ${path.length}`,
      );
    }
    // The grammar lets a path begin only with a name.
    return path as unknown as DocumentPath;
  }

  /** The value behind a `:placeholder`. */
  value(kind: ExpressionKind, placeholder: string): AttributeValue {
    const value = Object.hasOwn(this.#values, placeholder) && this.#values[placeholder];
    if (!value) {
      throw invalid(
        `Invalid ${kind}: An expression attribute value used in expression is not defined; attribute value: ${placeholder}`,
      );
    }
    this.#usedValues.add(placeholder);
    return value;
  }

  /** How messages show the value behind a `:placeholder`: as it was written. */
  print(placeholder: string): string {
    const [entry] = Object.entries(this.#written[placeholder] ?? {});
    return `AttributeValue: {${entry?.join(':')}}`;
  }

  /** Fails when the request defines a placeholder that none of its expressions used. */
  requireAllUsed(): void {
    requireUsed('ExpressionAttributeNames', this.#names, this.#usedNames);
    requireUsed('ExpressionAttributeValues', this.#values, this.#usedValues);
  }

  #name(kind: ExpressionKind, step: string): string {
    if (!step.startsWith('#') && !step.startsWith(':')) return step;
    const name = Object.hasOwn(this.#names, step) ? this.#names[step] : undefined;
    if (name === undefined) {
      throw invalid(
        `Invalid ${kind}: An expression attribute name used in the document path is not defined; attribute name: ${step}`,
      );
    }
    this.#usedNames.add(step);
    return name;
  }
}

function requireUsed(
  parameter: string,
  defined: Readonly<Record<string, unknown>>,
  used: ReadonlySet<string>,
): void {
  const unused = Object.keys(defined).filter((placeholder) => !used.has(placeholder));
  if (unused.length === 0) return;
  throw invalid(
    `Value provided in ${parameter} unused in expressions: keys: {${unused.join(', ')}}`,
  );
}

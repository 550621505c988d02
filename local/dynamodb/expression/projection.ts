import type { AttributeValue, Item } from '../attribute-value.ts';
import { emptyItem } from '../attribute-value.ts';
import { refuseClash } from './bind-update.ts';
import type { DocumentPath } from './document-path.ts';
import { valueAt } from './document-path.ts';
import { parseList, parsePath } from './parse-operand.ts';
import type { Placeholders } from './placeholders.ts';
import type { PathSyntax } from './syntax.ts';
import { TokenReader } from './token-reader.ts';

const KIND = 'ProjectionExpression';

/** What is kept of a value: all of it, or only some of its entries or elements. */
type Selection = 'all' | Map<string | number, Selection>;

/** Parses a projection expression into the paths it names. */
export function parseProjection(text: string): readonly PathSyntax[] {
  const reader = new TokenReader(KIND, text);
  const paths = parseList(reader, parsePath);
  reader.expectEnd();
  return paths;
}

/** Replaces the placeholders of a projection, from the last path to the first, refusing paths that overlap. */
export function bindProjection(
  syntax: readonly PathSyntax[],
  placeholders: Placeholders,
): readonly DocumentPath[] {
  const paths: DocumentPath[] = [];
  for (const written of syntax.toReversed()) {
    const path = placeholders.path(KIND, written);
    refuseClash(KIND, path, paths);
    paths.push(path);
  }
  return paths;
}

/**
 * The parts of an item at these paths, in their places: maps keep only what was asked for, and the elements
 * asked for of a list move together.
 */
export function project(paths: readonly DocumentPath[], item: Item): Item {
  const selection = new Map<string | number, Selection>();
  for (const path of paths) if (valueAt(item, path)) select(selection, path);
  return pickEntries(selection, item);
}

function select(selection: Map<string | number, Selection>, path: DocumentPath): void {
  let level = selection;
  for (const [index, step] of path.entries()) {
    if (index === path.length - 1) {
      level.set(step, 'all');
      return;
    }
    const next = level.get(step);
    const deeper = next instanceof Map ? next : new Map<string | number, Selection>();
    level.set(step, deeper);
    level = deeper;
  }
}

function pickEntries(selection: Map<string | number, Selection>, item: Item): Item {
  const picked = emptyItem();
  for (const [name, part] of selection) {
    const value = typeof name === 'string' ? item[name] : undefined;
    if (value) picked[name] = pick(part, value);
  }
  return picked;
}

function pick(selection: Selection, value: AttributeValue): AttributeValue {
  if (selection === 'all') return value;
  if ('M' in value) return { M: pickEntries(selection, value.M) };
  if (!('L' in value)) return value;
  const picked = value.L.flatMap((element, index) => {
    const part = selection.get(index);
    return part ? [pick(part, element)] : [];
  });
  return { L: picked };
}

import type { AttributeValue, Item } from '../attribute-value.ts';
import { emptyItem } from '../attribute-value.ts';
import type { DocumentPath } from './document-path.ts';

/** A copy of the item with `value` at `path`; an index beyond the end of a list appends. */
export function putAt(item: Item, path: DocumentPath, value: AttributeValue): Item {
  return editEntry(item, path[0], (current) => edit(current, path.slice(1), value));
}

/** A copy of the item with nothing at `path`; what is not there stays away. */
export function removeAt(item: Item, path: DocumentPath): Item {
  return editEntry(item, path[0], (current) => edit(current, path.slice(1), undefined));
}

function edit(
  current: AttributeValue | undefined,
  steps: readonly (string | number)[],
  value: AttributeValue | undefined,
): AttributeValue | undefined {
  const [step, ...rest] = steps;
  if (step === undefined) return value;
  const change = (entry: AttributeValue | undefined) => edit(entry, rest, value);
  if (typeof step === 'string') {
    return current && 'M' in current ? { M: editEntry(current.M, step, change) } : current;
  }
  return current && 'L' in current ? { L: editElement(current.L, step, change) } : current;
}

function editEntry(
  item: Item,
  name: string,
  change: (entry: AttributeValue | undefined) => AttributeValue | undefined,
): Item {
  const copy = Object.assign(emptyItem(), item);
  const changed = change(Object.hasOwn(item, name) ? item[name] : undefined);
  if (changed) copy[name] = changed;
  else delete copy[name];
  return copy;
}

function editElement(
  list: readonly AttributeValue[],
  index: number,
  change: (entry: AttributeValue | undefined) => AttributeValue | undefined,
): readonly AttributeValue[] {
  const changed = change(list[index]);
  if (!changed) return list.toSpliced(index, 1);
  return index < list.length ? list.with(index, changed) : [...list, changed];
}

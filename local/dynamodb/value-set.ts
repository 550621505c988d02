import type { AttributeValue } from './attribute-value.ts';
import { compareStrings } from './compare.ts';
import { compareNumbers } from './number.ts';

/** The union of two sets of one type. */
export function addToSet(current: AttributeValue, added: AttributeValue): AttributeValue {
  return combine(current, added, (members, others) => [...new Set([...members, ...others])]);
}

/** The members of the first set that are not in the second; undefined when none is left, as no set is empty. */
export function removeFromSet(
  current: AttributeValue,
  removed: AttributeValue,
): AttributeValue | undefined {
  const left = combine(current, removed, (members, others) =>
    members.filter((member) => !others.includes(member)),
  );
  return Object.values(left)[0]?.length === 0 ? undefined : left;
}

/** Members of a string or binary set in the order they are stored in. */
export function sortStrings(members: readonly string[]): readonly string[] {
  return members.toSorted(compareStrings);
}

/** Members of a number set in the order they are stored in. */
export function sortNumbers(members: readonly string[]): readonly string[] {
  return members.toSorted(compareNumbers);
}

function combine(
  left: AttributeValue,
  right: AttributeValue,
  merge: (members: readonly string[], others: readonly string[]) => readonly string[],
): AttributeValue {
  if ('SS' in left && 'SS' in right) return { SS: sortStrings(merge(left.SS, right.SS)) };
  if ('NS' in left && 'NS' in right) return { NS: sortNumbers(merge(left.NS, right.NS)) };
  if ('BS' in left && 'BS' in right) return { BS: sortStrings(merge(left.BS, right.BS)) };
  throw new TypeError('two sets of one type are expected, got something else');
}

import { identifierKey } from '../../shared/resolve/identifier.ts';
import type { IncomingMessage } from '../../shared/resolve/incoming-message.ts';
import type { Reads } from './resolve-person.ts';

/**
 * Splits a batch into groups that can be resolved independently: messages that share an identifier, a
 * partition or a stored profile come together, in the batch's order. Union-find over those keys.
 */
export function groupMessages<T extends { readonly message: IncomingMessage }>(
  arrivals: readonly T[],
  reads: Reads,
): T[][] {
  const parents = new Map<string, string>();
  const find = (key: string): string => {
    let root = key;
    for (let up = parents.get(root); up !== undefined && up !== root; up = parents.get(root))
      root = up;
    parents.set(key, root);
    return root;
  };
  for (const { message } of arrivals) {
    const own = find(`partition ${message.partition}`);
    for (const key of linkedKeys(message, reads)) parents.set(find(key), find(own));
  }
  const groups = new Map<string, T[]>();
  for (const arrival of arrivals) {
    const root = find(`partition ${arrival.message.partition}`);
    const group = groups.get(root);
    if (group) group.push(arrival);
    else groups.set(root, [arrival]);
  }
  return [...groups.values()];
}

function linkedKeys(message: IncomingMessage, reads: Reads): string[] {
  return message.identifiers.flatMap((identifier) => {
    const key = identifierKey(identifier);
    const profile = reads.get(key);
    return profile ? [key, `profile ${profile.profileId}`] : [key];
  });
}

import { copyTemplate, element } from '../elements.ts';
import { formatInstant } from '../instant.ts';
import type { Visitor } from './profile.ts';

/**
 * Tells of a merge: the same visitor, known under another profileId than a moment ago. The note stays until
 * another visitor is here.
 */
export function noteMerge(before: Visitor | undefined, now: Visitor): void {
  const place = element('merge', HTMLElement);
  if (before?.anonymousId !== now.anonymousId) place.replaceChildren();
  const absorbed = before?.profile?.profileId;
  const isSameVisitor = before?.anonymousId === now.anonymousId;
  if (!isSameVisitor || !now.profile || !absorbed || absorbed === now.profile.profileId) return;
  const { root, part } = copyTemplate('merge-template');
  part('absorbed').textContent = absorbed;
  part('winner').textContent = now.profile.profileId;
  part('since').textContent = formatInstant(now.profile.firstSeen ?? '');
  place.replaceChildren(root);
}

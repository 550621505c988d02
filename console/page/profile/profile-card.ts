import { copyTemplate, element } from '../elements.ts';
import { formatInstant } from '../instant.ts';
import { type KeyedList, keyedList } from '../keyed-list.ts';
import { type IdentifierLine, identifierLines, THIS_BROWSER } from './identifier-lines.ts';
import { type Stage, stagesOf, titleOf } from './person.ts';
import type { RecentEvent, Visitor } from './profile.ts';

/** A trait as its line on the card. */
interface TraitLine {
  readonly name: string;
  readonly value: string;
}

/** Shows a visitor: who they are, what names them, what is stated of them, what they did. */
export function createProfileCard() {
  const identifiers = identifierList();
  const traits = traitList();
  const recent = recentList();
  return {
    show(visitor: Visitor, options: { quiet: boolean }): void {
      showPerson(visitor);
      const { shown, hidden } = identifierLines(visitor);
      identifiers.show(shown, options);
      element('identifiers-more', HTMLElement).textContent =
        hidden === 0 ? '' : `and ${hidden} more ${hidden === 1 ? 'device' : 'devices'}`;
      const lines = traitLines(visitor);
      traits.show(lines, options);
      element('traits-empty', HTMLElement).hidden = lines.length > 0;
      recent.show(visitor.events, options);
    },
  };
}

function showPerson(visitor: Visitor): void {
  const { profile } = visitor;
  const title = titleOf(visitor);
  const stages = stagesOf(visitor);
  element('profile', HTMLElement).dataset.state = profile ? 'somebody' : 'nobody';
  element('person', HTMLElement).textContent = title;
  element('avatar', HTMLElement).textContent = stages.includes('known') ? initialOf(title) : '?';
  element('profile-id', HTMLElement).textContent = profile?.profileId ?? '';
  element('first-seen', HTMLElement).textContent = formatInstant(profile?.firstSeen ?? '');
  element('last-seen', HTMLElement).textContent = formatInstant(profile?.lastSeen ?? '');
  for (const item of element('stages', HTMLElement).querySelectorAll<HTMLElement>('li')) {
    const isReached = stages.some((stage: Stage) => stage === item.dataset.stage);
    item.toggleAttribute('data-reached', isReached);
    item.setAttribute('aria-current', String(stages.at(-1) === item.dataset.stage));
  }
}

function initialOf(title: string): string {
  return [...title.trim()][0]?.toUpperCase() ?? '?';
}

function identifierList(): KeyedList<IdentifierLine> {
  return keyedList(element('identifiers', HTMLElement), {
    key: ({ type, value }) => `${type}:${value}`,
    create({ type, value, remark }) {
      const { root, part } = copyTemplate('identifier-template');
      root.dataset.type = type;
      root.classList.toggle('is-here', remark === THIS_BROWSER);
      part('type').textContent = type;
      part('value').textContent = value;
      part('value').title = value;
      part('remark').textContent = remark;
      return root;
    },
  });
}

function traitList(): KeyedList<TraitLine> {
  return keyedList(element('traits', HTMLElement), {
    key: ({ name }) => name,
    create({ name, value }) {
      const { root, part } = copyTemplate('trait-template');
      part('name').textContent = name;
      part('value').textContent = value;
      return root;
    },
  });
}

function traitLines({ profile }: Visitor): TraitLine[] {
  return Object.entries(profile?.traits ?? {}).flatMap(([name, { value, source }]) =>
    source === 'computed' ? [] : [{ name, value: asText(value) }],
  );
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function recentList(): KeyedList<RecentEvent> {
  return keyedList(element('recent', HTMLElement), {
    key: ({ type, event, timestamp }) => `${timestamp} ${type} ${event}`,
    create({ type, event, timestamp }) {
      const { root, part } = copyTemplate('recent-template');
      part('name').textContent = event ?? type;
      part('time').textContent = formatInstant(timestamp);
      part('time').setAttribute('datetime', timestamp);
      return root;
    },
  });
}

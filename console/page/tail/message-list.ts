import type { TailMessage } from '../../../shared/collect/tail-message.ts';
import { copyTemplate, element } from '../elements.ts';
import { formatInstant } from '../instant.ts';
import { fieldsOf } from './message-fields.ts';

/** More than anybody scrolls through; the oldest go first. */
const KEPT = 100;

/** The list of messages, newest on top. `isOwn` says which ones this page has sent. */
export function createMessageList(isOwn: (messageId: string) => boolean) {
  const list = element('tail', HTMLElement);
  const showEmpty = () => {
    element('tail-empty', HTMLElement).hidden = list.childElementCount > 0;
  };
  return {
    add(messages: readonly TailMessage[]): void {
      for (const message of messages.slice(-KEPT)) list.prepend(row(message, isOwn));
      while (list.childElementCount > KEPT) list.lastElementChild?.remove();
      if (messages.length > 0) announce(messages);
      showEmpty();
    },
    clear(): void {
      list.replaceChildren();
      showEmpty();
    },
  };
}

function row(message: TailMessage, isOwn: (messageId: string) => boolean): HTMLElement {
  const { root, part } = copyTemplate('message-template');
  const { type, event, receivedAt, identifiers, quarantine } = message;
  root.dataset.type = quarantine ? 'quarantined' : type;
  root.classList.toggle('is-own', isOwn(message.messageId));
  part('time').textContent = formatInstant(receivedAt);
  part('time').setAttribute('datetime', receivedAt);
  part('type').textContent = quarantine ? 'refused' : type;
  part('name').textContent = event ?? Object.keys(message.traits ?? {}).join(', ');
  part('ids').textContent = Object.values(identifiers).join(' · ');
  for (const [name, text] of fieldsOf(message)) part('fields').append(...field(name, text));
  return root;
}

function field(name: string, text: string): HTMLElement[] {
  const term = document.createElement('dt');
  const value = document.createElement('dd');
  term.textContent = name;
  value.textContent = text;
  value.dir = 'auto';
  return [term, value];
}

/** One short sentence for screen readers, however many messages there are. */
function announce(messages: readonly TailMessage[]): void {
  const [first] = messages;
  const what =
    messages.length === 1 ? (first?.event ?? first?.type) : `${messages.length} messages`;
  element('tail-news', HTMLElement).textContent = `${what} arrived`;
}

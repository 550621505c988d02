import { copyTemplate, element } from '../elements.ts';
import { type Account, accountOf } from './account.ts';

/** Somebody the workspace knows, offered for logging in with one click. */
export interface KnownCustomer extends Account {
  /** What is known of them, in a few words. */
  readonly about: string;
}

type LogIn = (account: Account, name: string) => void;

/** Sets up the login page: the form, and the customers that can be chosen. */
export function openLoginPage(logIn: LogIn): { offer(known: readonly KnownCustomer[]): void } {
  const form = element('login-form', HTMLFormElement);
  const email = element('login-email', HTMLInputElement);
  const name = element('login-name', HTMLInputElement);
  form.onsubmit = (event) => {
    event.preventDefault();
    logIn(accountOf(email.value), name.value.trim());
    form.reset();
  };
  return { offer: (known) => offer(known, logIn) };
}

function offer(known: readonly KnownCustomer[], logIn: LogIn): void {
  const items = known.map((customer) => {
    const { root, part } = copyTemplate('known-template');
    part('email').textContent = customer.email;
    part('about').textContent = customer.about;
    part('choose').onclick = () => logIn(customer, '');
    return root;
  });
  element('known-list', HTMLElement).replaceChildren(...items);
  element('known-customers', HTMLElement).hidden = items.length === 0;
}

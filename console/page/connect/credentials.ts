/** What the page works with: the reader's own token, and the key the shop sends with. */
export interface Credentials {
  readonly token: string;
  readonly writeKey: string;
}

const NAMES = ['token', 'writeKey'] as const;

/**
 * Takes credentials out of the link `npm start` prints (`/#token=…&writeKey=…`), else from this tab's
 * earlier visit. A fragment is never sent to a server; it is removed from the address bar at once, so that it
 * does not end up in the history, in a screenshot or in the page calls of the shop.
 */
export function takeCredentials(): Partial<Credentials> {
  const fragment = new URLSearchParams(location.hash.slice(1));
  const found = Object.fromEntries(
    NAMES.flatMap((name) => {
      const value = fragment.get(name) ?? sessionStorage.getItem(name);
      return value ? [[name, value]] : [];
    }),
  );
  if (NAMES.some((name) => fragment.has(name))) {
    history.replaceState(null, '', location.pathname + location.search);
  }
  return found;
}

/** Keeps credentials until the tab closes. */
export function keepCredentials(credentials: Credentials): void {
  for (const name of NAMES) sessionStorage.setItem(name, credentials[name]);
}

/** Forgets them now. */
export function forgetCredentials(): void {
  for (const name of NAMES) sessionStorage.removeItem(name);
}

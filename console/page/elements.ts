/** The element of index.html with this id. Throws where page and script have grown apart. */
export function element<T extends Element>(id: string, kind: new () => T): T {
  const found = document.getElementById(id);
  if (found instanceof kind) return found;
  throw new TypeError(`page has no ${kind.name} with the id '${id}'`);
}

/** One copy of a template of index.html. `part` finds the elements in it that are to be filled. */
export interface Copy {
  readonly root: HTMLElement;
  part(name: string): HTMLElement;
}

/**
 * Copies the template with this id. Markup comes from index.html only; what is filled in goes through
 * `textContent`, because names, traits and event names are text that strangers wrote.
 */
export function copyTemplate(id: string): Copy {
  const root = element(id, HTMLTemplateElement).content.firstElementChild?.cloneNode(true);
  if (!(root instanceof HTMLElement)) throw new TypeError(`template '${id}' is empty`);
  return {
    root,
    part(name) {
      const found = root.querySelector(`[data-part="${name}"]`);
      if (found instanceof HTMLElement) return found;
      throw new TypeError(`template '${id}' has no part '${name}'`);
    },
  };
}

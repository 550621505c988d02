/** How a list shows its items. */
export interface ListView<T> {
  key(item: T): string;
  /** Makes the element of an item that is new or has changed. */
  create(item: T): HTMLElement;
}

/** A list on the page that follows some items. */
export interface KeyedList<T> {
  /** Shows exactly these items, in this order; new and changed ones are marked fresh unless `quiet`. */
  show(items: readonly T[], options?: { quiet: boolean }): void;
}

/**
 * Keeps the children of `list` in step with items. Elements of items that stay the same are left alone, so
 * focus, open details and running animations survive a poll. Fresh elements carry the class `is-fresh`.
 */
export function keyedList<T>(list: HTMLElement, { key, create }: ListView<T>): KeyedList<T> {
  const shown = new Map<string, { element: HTMLElement; text: string }>();

  function elementOf(item: T, quiet: boolean): HTMLElement {
    const text = JSON.stringify(item);
    const known = shown.get(key(item));
    if (known?.text === text) return known.element;
    const element = create(item);
    element.classList.toggle('is-fresh', !quiet);
    known?.element.replaceWith(element);
    shown.set(key(item), { element, text });
    return element;
  }

  return {
    show(items, { quiet } = { quiet: false }) {
      const keys = new Set(items.map(key));
      for (const [gone, { element }] of shown) {
        if (keys.has(gone)) continue;
        element.remove();
        shown.delete(gone);
      }
      items.forEach((item, index) => {
        const element = elementOf(item, quiet);
        const there = list.children[index] ?? null;
        if (there !== element) list.insertBefore(element, there);
      });
    },
  };
}

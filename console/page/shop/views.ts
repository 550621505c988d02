/** The pages of the shop; one is shown at a time. */
export type ViewName = 'products' | 'product' | 'cart' | 'login' | 'thanks';

/** Turns to a page and moves the focus to its title, where a reader goes on. */
export function showView(name: ViewName): void {
  for (const view of document.querySelectorAll<HTMLElement>('[data-view]')) {
    view.hidden = view.dataset.view !== name;
    if (!view.hidden)
      view.querySelector<HTMLElement>('.view-title')?.focus({ preventScroll: true });
  }
}

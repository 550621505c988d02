import { copyTemplate, element } from '../elements.ts';
import type { Cart } from './cart.ts';
import { formatPrice, type Product } from './catalogue.ts';

/** Shows what is in the cart: its page, and the count in the shop's bar. */
export function showCart(cart: Cart, on: { remove(product: Product): void }): void {
  const lines = cart.lines().map(({ product, quantity }) => {
    const { root, part } = copyTemplate('cart-line-template');
    part('quantity').textContent = `${quantity} ×`;
    part('name').textContent = product.name;
    part('price').textContent = formatPrice(product.cents * quantity);
    part('remove').onclick = () => on.remove(product);
    part('remove').setAttribute('aria-label', `Remove ${product.name}`);
    return root;
  });
  const isEmpty = lines.length === 0;
  element('cart-lines', HTMLElement).replaceChildren(...lines);
  element('cart-empty', HTMLElement).hidden = !isEmpty;
  element('cart-total', HTMLElement).textContent = isEmpty
    ? ''
    : `Together ${formatPrice(cart.total())}`;
  element('place-order', HTMLButtonElement).disabled = isEmpty;
  element('cart-count', HTMLElement).textContent = String(cart.bags());
}

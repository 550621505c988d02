import { copyTemplate, element } from '../elements.ts';
import { formatPrice, PRODUCTS, type Product } from './catalogue.ts';

/** Lists what the shop sells. */
export function listProducts(on: {
  open(product: Product): void;
  add(product: Product): void;
}): void {
  const items = PRODUCTS.map((product) => {
    const { root, part } = copyTemplate('product-template');
    root.dataset.product = product.id;
    part('name').textContent = product.name;
    part('origin').textContent = product.origin;
    part('price').textContent = formatPrice(product.cents);
    part('open').onclick = () => on.open(product);
    part('add').onclick = () => on.add(product);
    part('add').setAttribute('aria-label', `Add ${product.name} to the cart`);
    return root;
  });
  element('products', HTMLElement).replaceChildren(...items);
}

/** Fills the page of one product. */
export function fillProduct(product: Product, on: { add(product: Product): void }): void {
  const view = element('product-view', HTMLElement);
  view.dataset.product = product.id;
  element('product-name', HTMLElement).textContent = product.name;
  element('product-origin', HTMLElement).textContent = product.origin;
  element('product-notes', HTMLElement).textContent = product.notes;
  element('product-price', HTMLElement).textContent = formatPrice(product.cents);
  element('product-add', HTMLButtonElement).onclick = () => on.add(product);
}

import { element } from '../elements.ts';
import { createCart } from './cart.ts';
import { showCart } from './cart-page.ts';
import { formatPrice, type Product } from './catalogue.ts';
import { type KnownCustomer, openLoginPage } from './login-page.ts';
import { orderProperties, productProperties } from './order.ts';
import { fillProduct, listProducts } from './product-pages.ts';
import { tick } from './steps.ts';
import type { Tracker } from './tracker.ts';
import { showView } from './views.ts';

type FindKnown = () => Promise<readonly KnownCustomer[]>;

/**
 * Opens Meridian Coffee, a shop like any other: the tracker is all it has of this workspace. `findKnown` looks
 * up customers it can offer to log in as; those who log in here join them.
 */
export function openShop(tracker: Tracker, findKnown: FindKnown): void {
  const buy = openCheckout(tracker);
  const on = {
    add: buy.add,
    open(product: Product) {
      fillProduct(product, buy);
      showView('product');
      tracker.track('Product Viewed', productProperties(product));
      tick('view');
    },
  };
  listProducts(on);
  openDoor(tracker, findKnown);
  element('to-cart', HTMLButtonElement).onclick = () => {
    showView('cart');
    tracker.page('Shop', 'Cart');
  };
  const home = [...document.querySelectorAll<HTMLElement>('[data-go="products"]')];
  for (const button of [element('to-products', HTMLButtonElement), ...home]) {
    button.onclick = () => showView('products');
  }
  tracker.page('Shop', 'Home');
}

function openCheckout(tracker: Tracker) {
  const cart = createCart();
  const on = {
    add(product: Product) {
      cart.add(product);
      showCart(cart, on);
      tracker.track('Product Added', { ...productProperties(product), quantity: 1 });
      tick('add');
    },
    remove(product: Product) {
      cart.remove(product);
      showCart(cart, on);
      tracker.track('Product Removed', productProperties(product));
    },
  };
  element('place-order', HTMLButtonElement).onclick = () => {
    const orderId = `meridian-${crypto.randomUUID().slice(0, 8)}`;
    element('thanks-text', HTMLElement).textContent =
      `Order ${orderId} over ${formatPrice(cart.total())} is on its way, in spirit.`;
    tracker.track('Order Completed', orderProperties(cart, orderId));
    cart.clear();
    showCart(cart, on);
    showView('thanks');
    tick('order');
  };
  showCart(cart, on);
  return on;
}

/** Logging in and out. */
function openDoor(tracker: Tracker, findKnown: FindKnown): void {
  const offered = new Map<string, KnownCustomer>();
  const offer = (customers: readonly KnownCustomer[]) => {
    for (const customer of customers) offered.set(customer.email, customer);
    page.offer([...offered.values()]);
  };
  const page = openLoginPage((account, name) => {
    const { userId, email } = account;
    tracker.identify(userId, name === '' ? { email } : { email, name });
    offer([{ about: 'logged in here before', ...offered.get(email), ...account }]);
    showDoor(name || email);
    showView('products');
    tick('login');
  });
  element('to-login', HTMLButtonElement).onclick = async () => {
    showView('login');
    offer(await findKnown());
  };
  element('log-out', HTMLButtonElement).onclick = () => {
    tracker.reset();
    showDoor(undefined);
    showView('products');
  };
  showDoor(tracker.loggedInAs());
}

function showDoor(person: string | undefined): void {
  element('greeting', HTMLElement).textContent = person ?? '';
  element('to-login', HTMLButtonElement).hidden = person !== undefined;
  element('log-out', HTMLButtonElement).hidden = person === undefined;
}

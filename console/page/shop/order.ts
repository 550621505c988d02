import type { Cart } from './cart.ts';
import { CURRENCY, type Product } from './catalogue.ts';

/** A product as Segment's spec for online shops describes it. */
export function productProperties({ id, name, cents }: Product) {
  return { product_id: id, name, price: cents / 100, currency: CURRENCY };
}

/** The properties of `Order Completed`. Nothing is shipped or taxed, so `revenue` and `total` are equal. */
export function orderProperties(cart: Cart, orderId: string) {
  const amount = cart.total() / 100;
  return {
    order_id: orderId,
    revenue: amount,
    total: amount,
    currency: CURRENCY,
    products: cart.lines().map(({ product, quantity }) => ({
      product_id: product.id,
      name: product.name,
      price: product.cents / 100,
      quantity,
    })),
  };
}

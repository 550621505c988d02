import { describe, expect, it } from 'vitest';
import { createCart } from './cart.ts';
import { PRODUCTS } from './catalogue.ts';
import { orderProperties } from './order.ts';

describe('orderProperties', () => {
  it('adds up in whole cents and lists what was bought', () => {
    const [guji, huila] = PRODUCTS;
    if (!guji || !huila) throw new Error('the shop is empty');
    const cart = createCart();
    for (const product of [guji, huila, guji]) cart.add(product);
    expect(orderProperties(cart, 'meridian-1')).toEqual({
      order_id: 'meridian-1',
      revenue: 58,
      total: 58,
      currency: 'USD',
      products: [
        { product_id: 'guji', name: 'Guji Uraga', price: 18.5, quantity: 2 },
        { product_id: 'huila', name: 'Huila Pink', price: 21, quantity: 1 },
      ],
    });
    cart.remove(guji);
    expect([cart.bags(), cart.total()]).toEqual([1, 2_100]);
  });
});

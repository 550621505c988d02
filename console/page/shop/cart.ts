import type { Product } from './catalogue.ts';

/** So many bags of one coffee. */
export interface CartLine {
  readonly product: Product;
  readonly quantity: number;
}

/** What the visitor is about to buy. */
export interface Cart {
  add(product: Product): void;
  remove(product: Product): void;
  clear(): void;
  lines(): readonly CartLine[];
  bags(): number;
  /** Cents. */
  total(): number;
}

/** An empty cart. */
export function createCart(): Cart {
  const quantities = new Map<Product, number>();
  const lines = () => [...quantities].map(([product, quantity]) => ({ product, quantity }));
  return {
    add: (product) => void quantities.set(product, (quantities.get(product) ?? 0) + 1),
    remove: (product) => void quantities.delete(product),
    clear: () => quantities.clear(),
    lines,
    bags: () => lines().reduce((sum, { quantity }) => sum + quantity, 0),
    total: () => lines().reduce((sum, { product, quantity }) => sum + product.cents * quantity, 0),
  };
}

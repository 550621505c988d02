/** A coffee of the toy shop. */
export interface Product {
  readonly id: string;
  readonly name: string;
  readonly origin: string;
  readonly notes: string;
  /** Cents, because carts are added up. */
  readonly cents: number;
}

export const CURRENCY = 'USD';

/** What the shop sells. `id` also chooses the colours of the bag, in shop.css. */
export const PRODUCTS: readonly Product[] = [
  {
    id: 'guji',
    name: 'Guji Uraga',
    origin: 'Ethiopia, washed',
    notes: 'Jasmine, bergamot and ripe apricot. Grown at 2,200 metres and roasted light.',
    cents: 1850,
  },
  {
    id: 'huila',
    name: 'Huila Pink',
    origin: 'Colombia, washed',
    notes: 'Strawberry, cane sugar and hibiscus from a farm of four hectares.',
    cents: 2100,
  },
  {
    id: 'nyeri',
    name: 'Nyeri Hill',
    origin: 'Kenya, washed',
    notes: 'Blackcurrant, tomato leaf and grapefruit. Loud, in the best way.',
    cents: 1950,
  },
  {
    id: 'cerrado',
    name: 'Cerrado Doce',
    origin: 'Brazil, natural',
    notes: 'Hazelnut, milk chocolate and dried fig. The one for espresso.',
    cents: 1450,
  },
  {
    id: 'aceh',
    name: 'Gayo Aceh',
    origin: 'Sumatra, wet hulled',
    notes: 'Cedar, dark chocolate and clove, with a body like syrup.',
    cents: 1600,
  },
  {
    id: 'decaf',
    name: 'Night Shift',
    origin: 'Peru, decaffeinated',
    notes: 'Caramel, almond and orange peel, and you will still sleep.',
    cents: 1550,
  },
];

/** `1850` as `$18.50`. */
export function formatPrice(cents: number): string {
  return (cents / 100).toLocaleString('en-US', { style: 'currency', currency: CURRENCY });
}

import { readFileSync } from 'node:fs';
import type { UnitName, Units } from './units.ts';

/** List prices of one region on one day. */
export interface PriceList {
  readonly region: string;
  readonly currency: string;
  /** The day the prices were read, `YYYY-MM-DD`. */
  readonly asOf: string;
  readonly prices: Readonly<Record<UnitName, { readonly dollars: number; readonly per: number }>>;
}

/** The one price file, used by the meter and the cost bench. */
export function loadPrices(): PriceList {
  const file = new URL('./prices.us-east-1.json', import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as PriceList; // our own file, its shape is tested
}

/** A bill: US dollars by term, and their sum. */
export interface Bill {
  readonly total: number;
  readonly terms: Readonly<Partial<Record<UnitName, number>>>;
}

/** What these units cost at list price. */
export function dollars(units: Units, list: PriceList): Bill {
  const terms: Partial<Record<UnitName, number>> = {};
  let total = 0;
  for (const [name, amount] of Object.entries(units) as [UnitName, number][]) {
    const price = list.prices[name];
    terms[name] = (amount * price.dollars) / price.per;
    total += terms[name];
  }
  return { total, terms };
}

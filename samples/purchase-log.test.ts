import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parsePurchaseLog } from './purchase-log.ts';

const FILE = path.join(import.meta.dirname, 'cdnow', 'cdnow_sample_transactions.csv');
const HEADER = 'customer_id,master_id,date,cds,amount';

describe('the CDNOW log', () => {
  const log = parsePurchaseLog(readFileSync(FILE, 'utf8'));

  it('holds 6,919 purchases of 2,357 customers worth 244,091.94', () => {
    expect(log).toHaveLength(6_919);
    expect(new Set(log.map(({ customerId }) => customerId)).size).toBe(2_357);
    expect(log.reduce((sum, { cents }) => sum + cents, 0)).toBe(24_409_194);
  });

  it('runs from 1997-01-01 to 1998-06-30', () => {
    const days = log.map(({ day }) => new Date(day).toISOString().slice(0, 10)).sort();
    expect([days[0], days.at(-1)]).toEqual(['1997-01-01', '1998-06-30']);
  });
});

describe('parsePurchaseLog', () => {
  it('numbers the purchases of each customer', () => {
    const log = parsePurchaseLog(
      `${HEADER}\n1,00004,1997-01-01,2,29.33\n2,00018,1997-01-04,1,14.96\n1,00004,1997-01-18,2,29.73\n`,
    );
    expect(log.map(({ customerId, number }) => [customerId, number])).toEqual([
      [1, 1],
      [2, 1],
      [1, 2],
    ]);
    expect(log[2]).toEqual({ customerId: 1, number: 2, day: 853545600000, cds: 2, cents: 2973 });
  });

  it.each([
    ['another header', 'id,date\n'],
    ['a date that does not exist', `${HEADER}\n1,00004,1997-13-01,2,29.33`],
    ['an amount without cents', `${HEADER}\n1,00004,1997-01-01,2,29`],
    ['an empty line between', `${HEADER}\n\n1,00004,1997-01-01,2,29.33`],
  ])('fails on %s', (_, text) => {
    expect(() => parsePurchaseLog(text)).toThrow(/log/);
  });
});

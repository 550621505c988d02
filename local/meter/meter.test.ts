import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { createMeter } from './meter.ts';
import { dollars, loadPrices } from './prices.ts';
import { UNITS } from './units.ts';

describe('the meter', () => {
  it('adds by caller and in all, and goes on after a restart', () => {
    const database = new DatabaseSync(':memory:');
    const first = createMeter(database);
    first.add('collect', { kinesisPutUnits: 2, kinesisRequests: 1 });
    first.add('collect', { kinesisPutUnits: 1 });
    first.add('resolve', { kinesisPutUnits: 4, dynamodbReadUnits: 0.5 });
    first.add('resolve', undefined);
    first.close();
    const second = createMeter(database);
    second.add('resolve', { dynamodbReadUnits: 0.5 });
    expect(second.total()).toEqual({
      kinesisPutUnits: 7,
      kinesisRequests: 1,
      dynamodbReadUnits: 1,
    });
    expect(second.byCaller().collect).toEqual({ kinesisPutUnits: 3, kinesisRequests: 1 });
    second.close();
  });

  it('refuses a unit it does not know, so that a misspelt one is found at its first call', () => {
    const meter = createMeter(new DatabaseSync(':memory:'));
    expect(() => meter.add('x', { dynamoWrites: 1 })).toThrow(
      "unit is not known to the meter, got 'dynamoWrites', add it in local/meter/units.ts",
    );
    meter.close();
  });
});

describe('prices', () => {
  const list = loadPrices();

  it('exist for every unit, with their day and a source each', () => {
    expect(Object.keys(list.prices).sort()).toEqual(Object.keys(UNITS).sort());
    expect(list.asOf).toMatch(/^\d{4}-\d\d-\d\d$/);
    for (const price of Object.values(list.prices)) {
      expect(price).toEqual({
        dollars: expect.any(Number),
        per: expect.any(Number),
        source: expect.stringMatching(/^https:\/\/aws\.amazon\.com\//),
      });
    }
  });

  it('make a bill by term that adds up', () => {
    const bill = dollars({ dynamodbWriteUnits: 2_000_000, httpApiRequests: 500_000 }, list);
    expect(bill.terms).toEqual({ dynamodbWriteUnits: 1.25, httpApiRequests: 0.5 });
    expect(bill.total).toBeCloseTo(1.75);
  });
});

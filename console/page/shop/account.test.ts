import { describe, expect, it } from 'vitest';
import { accountOf, SAMPLE_CUSTOMERS } from './account.ts';

describe('accountOf', () => {
  it('knows an address again however it is written', () => {
    expect(accountOf(' Ada@Example.com ')).toEqual(accountOf('ada@example.com'));
  });

  it('gives others another account, without the address in it', () => {
    const ada = accountOf('ada@example.com');
    expect(accountOf('bob@example.com').userId).not.toBe(ada.userId);
    expect(ada.userId).toMatch(/^meridian-[0-9a-z]+$/);
  });

  it("knows the sample's customers by the ids they were loaded with", () => {
    expect(accountOf('customer-1901@example.com').userId).toBe('cdnow-1901');
    expect(SAMPLE_CUSTOMERS.map(({ userId }) => userId)).toContain('cdnow-1901');
  });
});

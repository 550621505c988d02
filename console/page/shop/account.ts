/** A customer as the shop's own database would know them. */
export interface Account {
  readonly userId: string;
  readonly email: string;
}

const SAMPLE_EMAIL = /^customer-(\d+)@example\.com$/;

/** Buyers in the sample that `npm start` loads, picked for their long histories. */
export const SAMPLE_CUSTOMERS: readonly Account[] = [1901, 2149, 841].map((number) =>
  accountOf(`customer-${number}@example.com`),
);

/**
 * The account of an e-mail address. It stands in for the shop's database, so the same address always gives
 * the same userId: that is what makes two visits one person.
 */
export function accountOf(address: string): Account {
  const email = address.trim().toLowerCase();
  const [, number] = SAMPLE_EMAIL.exec(email) ?? [];
  return { email, userId: number ? `cdnow-${number}` : `meridian-${hash(email)}` };
}

/** FNV-1a, 32 bits: good enough for the customers of a toy. */
function hash(text: string): string {
  let value = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) {
    value = Math.imul(value ^ byte, 0x01000193) >>> 0;
  }
  return value.toString(36);
}

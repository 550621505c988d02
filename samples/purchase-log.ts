/** One line of a purchase log. */
export interface Purchase {
  readonly customerId: number;
  /** The customer's first purchase is 1. */
  readonly number: number;
  /** Midnight UTC, milliseconds since the epoch. */
  readonly day: number;
  /** How many CDs. */
  readonly cds: number;
  /** What they cost together. Cents, because sums must be exact. */
  readonly cents: number;
}

const HEADER = 'customer_id,master_id,date,cds,amount';
const LINE = /^(\d+),\d+,(\d{4}-\d{2}-\d{2}),(\d+),(\d+)\.(\d{2})$/;

/**
 * Reads the CDNOW purchase log (`samples/cdnow/README.md` says what its columns hold), in the order of its
 * lines. Throws where a line is not one of it.
 */
export function parsePurchaseLog(text: string): Purchase[] {
  const [header, ...lines] = text.trimEnd().split(/\r?\n/);
  if (header !== HEADER) throw new Error(`purchase log must start with '${HEADER}'`);
  const numbers = new Map<number, number>();
  return lines.map((line, index) => {
    const [, customer, date = '', cds, dollars, cents] = LINE.exec(line) ?? [];
    const day = Date.parse(`${date}T00:00:00Z`);
    if (Number.isNaN(day)) throw new Error(`line ${index + 2} of the log is no purchase`);
    const customerId = Number(customer);
    const number = (numbers.get(customerId) ?? 0) + 1;
    numbers.set(customerId, number);
    return { customerId, number, day, cds: Number(cds), cents: Number(`${dollars}${cents}`) };
  });
}

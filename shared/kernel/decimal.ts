/** An exact decimal with six places, as a whole number of millionths. */
export type Decimal = bigint;

const SCALE = 1_000_000n;
const PLAIN = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i;

/**
 * Reads a finite number or its decimal text as an exact decimal, rounding half away from zero at the
 * sixth place. Returns undefined for anything else, and for magnitudes of 10^15 and more: no amount of money
 * or count has them, and sums of smaller ones stay within DynamoDB's 38 digits.
 */
export function parseDecimal(input: unknown): Decimal | undefined {
  if (typeof input !== 'number' && typeof input !== 'string') return undefined;
  const match = PLAIN.exec(String(input));
  if (!match) return undefined;
  const [, sign, whole = '0', fraction = '', exponentText = '0'] = match;
  const exponent = Number(exponentText);
  if (Math.abs(exponent) > 400) return undefined;
  const digits = whole + fraction;
  const scale = exponent + 6 - fraction.length;
  if (digits.replace(/^0+/, '').length + scale > 21) return undefined;
  const magnitude =
    scale >= 0 ? BigInt(digits) * 10n ** BigInt(scale) : roundedShift(digits, -scale);
  return sign === '-' ? -magnitude : magnitude;
}

/** Prints without trailing zeros: `244091.94`, `3`, `-0.5`. Readable by `parseDecimal` and by DynamoDB's N. */
export function formatDecimal(value: Decimal): string {
  const magnitude = value < 0n ? -value : value;
  const fraction = String(magnitude % SCALE)
    .padStart(6, '0')
    .replace(/0+$/, '');
  return `${value < 0n ? '-' : ''}${magnitude / SCALE}${fraction ? `.${fraction}` : ''}`;
}

/** Reads back what `formatDecimal` printed, of any magnitude; throws a SyntaxError for anything else. */
export function readDecimal(text: string): Decimal {
  const match = /^(-?\d+)(?:\.(\d{1,6}))?$/.exec(text);
  if (!match) throw new SyntaxError('decimal is not readable');
  const [, whole = '', fraction = ''] = match;
  return BigInt(whole + fraction.padEnd(6, '0'));
}

function roundedShift(digits: string, places: number): bigint {
  if (places > digits.length) return 0n;
  const divisor = 10n ** BigInt(places);
  return (BigInt(digits) + divisor / 2n) / divisor;
}

import { invalid } from './errors.ts';

/** A DynamoDB number: ± digits × 10^scale, digits without zeros at either end; zero has no digits. */
interface Decimal {
  readonly negative: boolean;
  readonly digits: string;
  readonly scale: number;
}

const SYNTAX = /^([+-]?)(?:(\d+)(?:\.(\d*))?|\.(\d+))(?:[eE]([+-]?\d+))?$/;
const SMALL_INTEGER = /^(?:0|-?[1-9]\d{0,14})$/;
const MAX_DIGITS = 38;
const MAX_EXPONENT = 125;
const MIN_EXPONENT = -130;

/**
 * The one spelling of a number that DynamoDB stores and returns: plain decimal, no exponent, no needless
 * zeros. Throws a ValidationException for text that is no number, for more than 38 significant digits and
 * for magnitudes beyond 9.99…E+125 or below 1E-130.
 */
export function canonicalNumber(text: string): string {
  if (SMALL_INTEGER.test(text)) return text;
  return format(inRange(parse(text)));
}

/** Exact sum (or difference) of two canonical numbers; throws like `canonicalNumber` when it does not fit. */
export function addNumbers(left: string, right: string, options: { subtract: boolean }): string {
  const a = parse(left);
  const b = parse(right);
  const scale = Math.min(a.scale, b.scale);
  const addend = scaled(b, scale);
  const total = scaled(a, scale) + (options.subtract ? -addend : addend);
  return format(inRange(trim(total < 0n, String(total < 0n ? -total : total), scale)));
}

/** Orders two canonical numbers: negative, zero or positive like every comparator. */
export function compareNumbers(left: string, right: string): number {
  if (left === right) return 0;
  if (SMALL_INTEGER.test(left) && SMALL_INTEGER.test(right)) return Number(left) - Number(right);
  return Buffer.compare(sortableNumber(left), sortableNumber(right));
}

/** Bytes that sort (memcmp) as the canonical numbers they come from do. */
export function sortableNumber(text: string): Buffer {
  const { negative, digits, scale } = parse(text);
  if (digits === '') return Buffer.from([0x80]);
  const exponent = digits.length + scale - 1 - MIN_EXPONENT;
  const mantissa = Buffer.from(digits, 'latin1');
  if (!negative) return Buffer.concat([Buffer.from([0x81, exponent]), mantissa]);
  // Inverted, and closed by a byte above every digit, so that of two negatives the longer sorts first.
  const inverted = mantissa.map((digit) => 0xff - digit);
  return Buffer.concat([Buffer.from([0x7f, 0xff - exponent]), inverted, Buffer.from([0xff])]);
}

/**
 * Bytes a number occupies, which is what AWS bills: one for each two significant digits (pairs are aligned
 * to the decimal point), one more, and one for a minus sign; at most 21.
 */
export function numberSize(text: string): number {
  const { negative, digits, scale } = parse(text);
  if (digits === '') return 1;
  const pairs = Math.floor((digits.length + scale - 1) / 2) - Math.floor(scale / 2) + 1;
  return Math.min(pairs + 1 + (negative ? 1 : 0), 21);
}

function parse(text: string): Decimal {
  const match = SYNTAX.exec(text);
  if (!match) throw notANumber();
  const [, sign, whole = '', fraction = '', bareFraction = '', exponentText = '0'] = match;
  const exponent = Number(exponentText);
  if (Math.abs(exponent) > 2_147_483_647) throw notANumber();
  const decimals = fraction + bareFraction;
  return trim(sign === '-', whole + decimals, exponent - decimals.length);
}

function trim(negative: boolean, text: string, scale: number): Decimal {
  const digits = text.replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return { negative: false, digits: '', scale: 0 };
  return { negative, digits: significant, scale: scale + digits.length - significant.length };
}

function inRange(value: Decimal): Decimal {
  if (value.digits === '') return value;
  if (value.digits.length > MAX_DIGITS) {
    throw invalid('DynamoDB only supports precision up to 38 digits');
  }
  const exponent = value.digits.length + value.scale - 1;
  if (exponent > MAX_EXPONENT) {
    throw invalid(
      'Number overflow. Attempting to store a number with magnitude larger than supported range',
    );
  }
  if (exponent < MIN_EXPONENT) {
    throw invalid(
      'Number underflow. Attempting to store a number with magnitude smaller than supported range',
    );
  }
  return value;
}

function format({ negative, digits, scale }: Decimal): string {
  if (digits === '') return '0';
  const sign = negative ? '-' : '';
  if (scale >= 0) return sign + digits + '0'.repeat(scale);
  const whole = digits.length + scale;
  if (whole <= 0) return `${sign}0.${'0'.repeat(-whole)}${digits}`;
  return `${sign}${digits.slice(0, whole)}.${digits.slice(whole)}`;
}

function scaled(value: Decimal, scale: number): bigint {
  const magnitude = BigInt(value.digits || '0') * 10n ** BigInt(value.scale - scale);
  return value.negative ? -magnitude : magnitude;
}

function notANumber() {
  return invalid('A value provided cannot be converted into a number');
}

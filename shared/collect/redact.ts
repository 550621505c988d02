import { isJsonObject, type JsonObject } from './json-object.ts';

/** Stands where a value was. */
export const REDACTED = '[redacted]';

/** A compact look at an object's fields: scalars, and nested values as text. */
export type Preview = Readonly<Record<string, string | number | boolean | null>>;

const MAX_FIELDS = 30;
const MAX_KEY_LENGTH = 64;
const MAX_TEXT_LENGTH = 200;

/** Parts of field names that say a person is behind the value; compared without case and separators. */
const PERSONAL_PARTS =
  /e?mail|phone|mobile|address|street|birth|passw|secret|token|ssn|iban|creditcard|cardnumber|passport|userid|anonymousid/;
const PERSONAL_NAMES: ReadonlySet<string> = new Set(
  'name firstname lastname fullname middlename surname username nickname displayname zip zipcode postalcode postcode city ip ipaddress dob gender sex age latitude longitude lat lon lng'.split(
    ' ',
  ),
);
const EMAIL = /[^\s@]@[^\s@]/;
/** Eight digits and more, as phone, card and account numbers are written. */
const LONG_NUMBER = /\d(?:[\s().-]{0,2}\d){7}/;

/** Shows enough of an identifier to tell two apart and too little to use it: `a…1f`. */
export function maskIdentifier(value: string): string {
  const characters = [...value];
  if (characters.length < 6) return '…';
  return `${characters[0]}…${characters.slice(-2).join('')}`;
}

/** A text of a client's own making, such as an event name: kept unless it holds an address or long number. */
export function redactText(text: string): string {
  if (EMAIL.test(text) || LONG_NUMBER.test(text)) return REDACTED;
  return shorten(withoutQuery(text));
}

/**
 * Previews a message's properties: values of fields that name something personal, and values that look
 * like an address or a long number whatever their name, are replaced.
 */
export function previewProperties(fields: JsonObject): Preview {
  return preview(fields, (key, value) => {
    if (isPersonalName(key)) return REDACTED;
    if (typeof value === 'number') return LONG_NUMBER.test(String(value)) ? REDACTED : value;
    return typeof value === 'string' ? redactText(value) : value;
  });
}

/** Previews traits, which are facts about a person: names only, every value is replaced. */
export function previewTraits(fields: JsonObject): Preview {
  return preview(fields, () => REDACTED);
}

/** Previews fields as they are, only shortened; for callers who may see personal data. */
export function previewUnredacted(fields: JsonObject): Preview {
  return preview(fields, (_, value) => (typeof value === 'string' ? shorten(value) : value));
}

type Scalar = string | number | boolean | null;

function preview(fields: JsonObject, show: (key: string, value: Scalar) => Scalar): Preview {
  const shown = Object.entries(fields)
    .slice(0, MAX_FIELDS)
    .map(([key, value]) => [redactKey(key), show(key, scalarOf(value))]);
  return Object.fromEntries(shown);
}

/** Maps keyed by e-mail address exist; their keys are no names of fields. */
function redactKey(key: string): string {
  return EMAIL.test(key) || LONG_NUMBER.test(key) ? REDACTED : key.slice(0, MAX_KEY_LENGTH);
}

function scalarOf(value: unknown): Scalar {
  if (Array.isArray(value)) return `[${value.length} items]`;
  if (isJsonObject(value)) return `{${Object.keys(value).length} fields}`;
  if (typeof value === 'string' || typeof value === 'number') return value;
  return typeof value === 'boolean' ? value : null;
}

function isPersonalName(key: string): boolean {
  const plain = key.toLowerCase().replace(/[^a-z]/g, '');
  return PERSONAL_NAMES.has(plain) || PERSONAL_PARTS.test(plain);
}

/** Addresses of pages carry e-mail addresses and tokens in their query. */
function withoutQuery(text: string): string {
  return /^(?:[a-z][a-z0-9+.-]*:\/\/|\/|\?|#)/i.test(text) ? text.replace(/[?#].*$/s, '?…') : text;
}

function shorten(text: string): string {
  return text.length > MAX_TEXT_LENGTH ? `${text.slice(0, MAX_TEXT_LENGTH)}…` : text;
}

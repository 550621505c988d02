import type { AttributeType, AttributeValue, Item } from './attribute-value.ts';
import { emptyItem } from './attribute-value.ts';
import { invalid, malformed } from './errors.ts';
import { canonicalNumber } from './number.ts';
import { sortNumbers, sortStrings } from './value-set.ts';

/** Lists and maps within one another, the item itself included. */
const MAX_NESTING = 32;
const INSIDE_ITEM = 1;
const TYPES: ReadonlySet<string> = new Set<AttributeType>([
  'S',
  'N',
  'B',
  'BOOL',
  'NULL',
  'SS',
  'NS',
  'BS',
  'L',
  'M',
]);

/**
 * Checks attributes from the wire and brings them into the form they are stored in: numbers in one
 * spelling, sets sorted. Throws a ValidationException (or SerializationException) that says what is wrong.
 */
export function canonicalItem(input: unknown): Item {
  return canonicalEntries(input, INSIDE_ITEM);
}

/** The same for one value on its own. */
export function canonicalValue(input: unknown): AttributeValue {
  return canonical(input, 0);
}

/** How many lists and maps are within one another in a value, itself included. */
function nestingOf(value: AttributeValue): number {
  const inner = 'L' in value ? value.L : 'M' in value ? Object.values(value.M) : undefined;
  if (!inner) return 0;
  return 1 + inner.reduce((deepest, part) => Math.max(deepest, nestingOf(part)), 0);
}

/** Whether a value may be an attribute of an item. */
export function fitsNesting(value: AttributeValue): boolean {
  return INSIDE_ITEM + nestingOf(value) <= MAX_NESTING;
}

function canonicalEntries(input: unknown, depth: number): Item {
  if (!isRecord(input)) throw malformed('a map of attributes', 'an object');
  const item = emptyItem();
  for (const name of Object.keys(input)) {
    if (name === '') throw invalid('Empty attribute name');
    const value = input[name];
    if (value === null || value === undefined) {
      throw invalid(`The supplied Item contains a null AttributeValue: ${name} is null`);
    }
    item[name] = canonical(value, depth);
  }
  return item;
}

function canonical(input: unknown, depth: number): AttributeValue {
  if (!isRecord(input)) throw malformed('an attribute value', 'an object');
  const types = Object.keys(input).filter((key) => TYPES.has(key) && input[key] != null);
  const [type] = types;
  if (type === undefined) {
    throw invalid(
      'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes',
    );
  }
  if (types.length > 1) {
    throw invalid(
      'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
    );
  }
  if (type === 'L' || type === 'M') return canonicalDocument(type, input[type], depth + 1);
  return canonicalScalar(type, input[type]);
}

function canonicalDocument(type: 'L' | 'M', content: unknown, depth: number): AttributeValue {
  if (depth > MAX_NESTING) {
    throw invalid(
      'Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit',
    );
  }
  if (type === 'M') return { M: canonicalEntries(content, depth) };
  if (!Array.isArray(content)) throw malformed('L', 'a list');
  const elements = content.map((element: unknown) => {
    if (element == null) throw invalid('The supplied Item contains a null AttributeValue');
    return canonical(element, depth);
  });
  return { L: elements };
}

function canonicalScalar(type: string, content: unknown): AttributeValue {
  switch (type) {
    case 'S':
      return { S: text(type, content) };
    case 'N':
      return { N: canonicalNumber(text(type, content)) };
    case 'B':
      return { B: base64(content) };
    case 'BOOL':
      if (typeof content !== 'boolean') throw malformed('BOOL', 'true or false');
      return { BOOL: content };
    case 'NULL':
      if (content === true) return { NULL: true };
      throw invalid(
        'One or more parameter values were invalid: Null attribute value types must have the value of true',
      );
    default:
      return canonicalSet(type, content);
  }
}

function canonicalSet(type: string, content: unknown): AttributeValue {
  if (!Array.isArray(content)) throw malformed(type, 'a list');
  if (content.length === 0) throw emptySet(type);
  if (type === 'NS') {
    const members = content.map((member: unknown) => canonicalNumber(text(type, member)));
    if (hasDuplicates(members)) throw invalid('Input collection contains duplicates');
    return { NS: sortNumbers(members) };
  }
  if (type === 'BS') {
    const members = content.map(base64);
    if (hasDuplicates(members)) {
      throw invalid(
        'One or more parameter values were invalid: Input collection of type BS contains duplicates.',
      );
    }
    return { BS: sortStrings(members) };
  }
  const members = content.map((member: unknown) => text(type, member));
  if (hasDuplicates(members)) {
    throw invalid(
      `One or more parameter values were invalid: Input collection [${members.join(', ')}] contains duplicates`,
    );
  }
  return { SS: sortStrings(members) };
}

function emptySet(type: string) {
  if (type === 'BS') {
    return invalid('One or more parameter values were invalid: Binary sets should not be empty');
  }
  const members = type === 'SS' ? 'string' : 'number';
  // Two blanks, as DynamoDB writes it.
  return invalid(`One or more parameter values were invalid: An ${members} set  may not be empty`);
}

function hasDuplicates(members: readonly string[]): boolean {
  return new Set(members).size !== members.length;
}

function text(type: string, content: unknown): string {
  if (typeof content !== 'string') throw malformed(type, 'a string');
  return content;
}

function base64(content: unknown): string {
  const encoded = text('B', content);
  const canonicalForm = Buffer.from(encoded, 'base64').toString('base64');
  if (canonicalForm !== encoded) throw malformed('B', 'base64');
  return encoded;
}

function isRecord(input: unknown): input is Record<string, unknown> {
  return typeof input === 'object' && input !== null && !Array.isArray(input);
}

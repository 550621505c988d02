/** Marks a file whose plain name is taken by a directory: key `z` lies in `z%file` when `z/y` exists too. */
const BESIDE_DIRECTORY = '%file';
/** The name of an empty path segment (`a//b`, or a key that ends in a slash). */
const EMPTY_SEGMENT = '%empty';

/** Characters that some file system refuses, and `%`, which marks an escape. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is escaped here
const UNSAFE = /[%<>:"\\|?*\u0000-\u001f\u007f]/g;

/** Turns a key into path segments. Ordinary keys keep their exact text, so that other tools can read the tree. */
export function segmentsOf(key: string): string[] {
  return key.split('/').map(escapeSegment);
}

/** The name a file gets when a directory already has its plain one. */
export function besideDirectory(segment: string): string {
  return `${segment}${BESIDE_DIRECTORY}`;
}

/** The last part of a key from a file's name, or one part from a directory's. */
export function unescapeSegment(name: string): string {
  const plain = name.endsWith(BESIDE_DIRECTORY) ? name.slice(0, -BESIDE_DIRECTORY.length) : name;
  if (plain === EMPTY_SEGMENT) return '';
  return plain.replace(/%([0-9A-F]{2})/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}

function escapeSegment(segment: string): string {
  if (segment === '') return EMPTY_SEGMENT;
  if (segment === '.' || segment === '..') return segment.replaceAll('.', '%2E');
  return segment
    .replace(UNSAFE, (character) => hex(character))
    .replace(/[. ]$/, (character) => hex(character)); // Windows drops a last dot or blank
}

function hex(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}

/** A piece of an expression with its place in the text. */
export interface Token {
  readonly kind:
    | 'name'
    | 'nameRef'
    | 'valueRef'
    | 'number'
    | 'keyword'
    | 'symbol'
    | 'other'
    | 'end';
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const PIECES: readonly (readonly [Token['kind'], string])[] = [
  ['name', '[A-Za-z][A-Za-z0-9_]*'],
  ['nameRef', '#[A-Za-z0-9_]+'],
  ['valueRef', ':[A-Za-z0-9_]+'],
  ['number', '0|[1-9][0-9]*'],
  ['symbol', '<>|<=|>=|[=<>(),.\\[\\]+-]'],
  // Any other UTF-16 unit is a token of its own, so that a syntax error can point at it.
  ['other', '[^]'],
];
const TOKEN = new RegExp(
  `[ \\t\\r\\n]*(?:${PIECES.map(([, source]) => `(${source})`).join('|')}|$)`,
  'y',
);
const KEYWORDS = new Set(['AND', 'OR', 'NOT', 'IN', 'BETWEEN', 'SET', 'REMOVE', 'ADD', 'DELETE']);

/** Splits an expression into tokens; the last one is `<EOF>`, which ends where the text ends. */
export function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let position = 0;
  while (position < text.length) {
    TOKEN.lastIndex = position;
    const match = TOKEN.exec(text);
    const index = PIECES.findIndex((_, piece) => match?.[piece + 1] !== undefined);
    const found = PIECES[index];
    const content = match?.[index + 1];
    position = TOKEN.lastIndex;
    if (!found || content === undefined) break;
    const isKeyword = found[0] === 'name' && KEYWORDS.has(content.toUpperCase());
    const kind = isKeyword ? 'keyword' : found[0];
    tokens.push({ kind, text: content, start: position - content.length, end: position });
  }
  tokens.push({ kind: 'end', text: '<EOF>', start: text.length, end: text.length });
  return tokens;
}

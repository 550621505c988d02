import { invalid } from '../errors.ts';
import { RESERVED_WORDS } from './reserved-words.ts';
import type { PathSyntax } from './syntax.ts';
import type { ExpressionKind } from './token-reader.ts';

const MAX_INDEX = 2 ** 31 - 1;

/** Refuses reserved words as names and list indexes beyond 2^31 - 1. */
export function checkPath(kind: ExpressionKind, path: PathSyntax): void {
  for (const step of path) {
    if (typeof step === 'number') requireIndex(kind, step);
    else if (RESERVED_WORDS.has(step.toUpperCase())) throw reserved(kind, step);
  }
}

function requireIndex(kind: ExpressionKind, index: number): void {
  if (index <= MAX_INDEX) return;
  throw invalid(`Invalid ${kind}: List index is not within the allowable range; index: [${index}]`);
}

function reserved(kind: ExpressionKind, word: string) {
  return invalid(
    `Invalid ${kind}: Attribute name is a reserved keyword; reserved keyword: ${word}`,
  );
}

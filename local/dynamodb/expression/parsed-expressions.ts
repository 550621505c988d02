import { invalid } from '../errors.ts';
import { checkCondition } from './check-condition.ts';
import { checkPath } from './check-path.ts';
import { checkUpdate } from './check-update.ts';
import { parseCondition } from './parse-condition.ts';
import { parseUpdate } from './parse-update.ts';
import { parseProjection } from './projection.ts';
import type { ConditionSyntax, PathSyntax, SectionSyntax } from './syntax.ts';
import type { ExpressionKind } from './token-reader.ts';

const MAX_EXPRESSION_BYTES = 4096;
const MAX_CACHED = 2000;

/** Keeps what was parsed by its text: a program has few expressions and sends them over and over. */
function cached<T>(parse: (kind: ExpressionKind, text: string) => T) {
  const byText = new Map<string, T>();
  return (kind: ExpressionKind, text: string): T => {
    const key = `${kind} ${text}`;
    const known = byText.get(key);
    if (known !== undefined) return known;
    requireSize(kind, text);
    const parsed = parse(kind, text);
    if (byText.size >= MAX_CACHED) byText.clear();
    byText.set(key, parsed);
    return parsed;
  };
}

/** A condition, filter or key condition, checked as far as its text allows. */
export const parsedCondition = cached<ConditionSyntax>((kind, text) => {
  const condition = parseCondition(kind, text);
  checkCondition(kind, condition);
  return condition;
});

/** An update expression, checked as far as its text allows. */
export const parsedUpdate = cached<readonly SectionSyntax[]>((_, text) => {
  const sections = parseUpdate(text);
  checkUpdate(sections);
  return sections;
});

/** A projection expression, checked as far as its text allows. */
export const parsedProjection = cached<readonly PathSyntax[]>((kind, text) => {
  const paths = parseProjection(text);
  for (const path of paths) checkPath(kind, path);
  return paths;
});

function requireSize(kind: ExpressionKind, text: string): void {
  if (text === '') throw invalid(`Invalid ${kind}: The expression can not be empty;`);
  const bytes = Buffer.byteLength(text);
  if (bytes <= MAX_EXPRESSION_BYTES) return;
  // DynamoDB tells the size of conditions only.
  const size =
    kind === 'UpdateExpression' || kind === 'ProjectionExpression'
      ? ''
      : ` expression size: ${bytes}`;
  throw invalid(`Invalid ${kind}: Expression size has exceeded the maximum allowed size;${size}`);
}

import type { SdkCall } from './tracker.ts';

/** A piece of source code and what it is, for colouring. */
export interface Token {
  readonly kind: 'sign' | 'name' | 'text' | 'number';
  readonly text: string;
}

/** The JavaScript a shop would write for a call: `analytics.track('Product Added', { … })`. */
export function callSource({ method, args }: SdkCall): Token[] {
  return [
    sign('analytics.'),
    { kind: 'name', text: method },
    sign('('),
    ...separated(args.map(argument), ', '),
    sign(')'),
  ];
}

/** An argument: of an object, every field has a line of its own. */
function argument(value: unknown): Token[] {
  if (!isObject(value)) return literal(value);
  const fields = Object.entries(value).flatMap(([name, field]) => [
    sign(`  ${name}: `),
    ...(Array.isArray(field) ? list(field) : literal(field)),
    sign(',\n'),
  ]);
  return [sign('{\n'), ...fields, sign('}')];
}

/** A field's list, every item on a line of its own. */
function list(items: readonly unknown[]): Token[] {
  const lines = items.flatMap((item) => [sign('    '), ...literal(item), sign(',\n')]);
  return [sign('[\n'), ...lines, sign('  ]')];
}

/** Anything else, on one line. */
function literal(value: unknown): Token[] {
  if (typeof value === 'string') return [{ kind: 'text', text: quote(value) }];
  if (!isObject(value)) return [{ kind: 'number', text: String(value) }];
  const fields = Object.entries(value).map(([name, field]) => [
    sign(`${name}: `),
    ...literal(field),
  ]);
  return [sign('{ '), ...separated(fields, ', '), sign(' }')];
}

function separated(parts: readonly Token[][], by: string): Token[] {
  return parts.flatMap((part, index) => (index === 0 ? part : [sign(by), ...part]));
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function quote(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}

function sign(text: string): Token {
  return { kind: 'sign', text };
}

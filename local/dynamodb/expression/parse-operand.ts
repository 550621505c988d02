import type { OperandSyntax, PathSyntax } from './syntax.ts';
import type { TokenReader } from './token-reader.ts';

/** `name`, `#name`, then any number of `.name` and `[index]`. */
export function parsePath(reader: TokenReader): PathSyntax {
  return parsePathAfter(reader, reader.expectKind('name', 'nameRef').text);
}

/** `path`, `:value`, `function(operand, …)` or any of them in parentheses. */
export function parseOperand(reader: TokenReader): OperandSyntax {
  if (reader.accept('(')) {
    const inner = parseOperand(reader);
    reader.expect(')');
    return { kind: 'group', inner };
  }
  return parseSimpleOperand(reader);
}

/** An operand that is not in parentheses. */
export function parseSimpleOperand(reader: TokenReader): OperandSyntax {
  const token = reader.expectKind('name', 'nameRef', 'valueRef');
  if (token.kind === 'valueRef') return { kind: 'value', placeholder: token.text };
  if (token.kind === 'name' && reader.accept('(')) {
    const operands = parseList(reader, parseOperand);
    reader.expect(')');
    return { kind: 'call', name: token.text, operands };
  }
  return { kind: 'path', path: parsePathAfter(reader, token.text) };
}

/** One or more elements with commas between. */
export function parseList<T>(
  reader: TokenReader,
  element: (reader: TokenReader) => T,
): readonly T[] {
  const elements = [element(reader)];
  while (reader.accept(',')) elements.push(element(reader));
  return elements;
}

function parsePathAfter(reader: TokenReader, first: string): PathSyntax {
  const path: (string | number)[] = [first];
  for (;;) {
    if (reader.accept('.')) {
      // DynamoDB's grammar lets a `:value` stand here and then finds no attribute name of that spelling.
      path.push(reader.expectKind('name', 'nameRef', 'valueRef').text);
    } else if (reader.accept('[')) {
      path.push(Number(reader.expectKind('number').text));
      reader.expect(']');
    } else {
      return path;
    }
  }
}

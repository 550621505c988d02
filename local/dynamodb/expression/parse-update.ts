import { parseList, parseOperand, parsePath } from './parse-operand.ts';
import type {
  ActionSyntax,
  OperandSyntax,
  SectionName,
  SectionSyntax,
  SetValueSyntax,
} from './syntax.ts';
import { TokenReader } from './token-reader.ts';

const SECTIONS: readonly SectionName[] = ['SET', 'REMOVE', 'ADD', 'DELETE'];

/** Parses an update expression into its sections, in the order written. */
export function parseUpdate(text: string): readonly SectionSyntax[] {
  const reader = new TokenReader('UpdateExpression', text);
  const sections = [parseSection(reader)];
  while (reader.next.kind !== 'end') sections.push(parseSection(reader));
  return sections;
}

function parseSection(reader: TokenReader): SectionSyntax {
  const name = SECTIONS.find((section) => reader.accept(section));
  if (!name) throw reader.unexpected();
  return { name, actions: parseList(reader, (actions) => parseAction(actions, name)) };
}

function parseAction(reader: TokenReader, section: SectionName): ActionSyntax {
  const path = parsePath(reader);
  if (section === 'REMOVE') return { kind: section, path };
  if (section === 'SET') {
    reader.expect('=');
    return { kind: section, path, value: parseSetValue(reader) };
  }
  return { kind: section, path, placeholder: reader.expectKind('valueRef').text };
}

function parseSetValue(reader: TokenReader): SetValueSyntax {
  const left = parseSetOperand(reader);
  if (!isOperand(left)) return left;
  const operator = reader.accept('+') ? '+' : reader.accept('-') ? '-' : undefined;
  return operator ? { kind: 'arithmetic', operator, left, right: parseOperand(reader) } : left;
}

/** An operand, or a whole sum in parentheses. */
function parseSetOperand(reader: TokenReader): SetValueSyntax {
  if (!reader.accept('(')) return parseOperand(reader);
  const inner = parseSetValue(reader);
  reader.expect(')');
  return { kind: 'group', inner };
}

function isOperand(value: SetValueSyntax): value is OperandSyntax {
  if (value.kind === 'arithmetic') return false;
  return value.kind === 'group' ? isOperand(value.inner) : true;
}

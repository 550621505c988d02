import type { AttributeType } from '../attribute-value.ts';
import { typeOf } from '../attribute-value.ts';
import { invalid } from '../errors.ts';
import type { Operand } from './condition.ts';
import { printPath, samePath } from './document-path.ts';
import type { ExpressionKind } from './token-reader.ts';

/** Types that have an order. */
export const ORDERED: readonly AttributeType[] = ['S', 'N', 'B'];
/** Types that `size` knows the size of. */
export const SIZED: readonly AttributeType[] = ['S', 'B', 'SS', 'NS', 'BS', 'L', 'M'];
/** Types that can begin with something. */
export const PREFIXED: readonly AttributeType[] = ['S', 'B'];
const TYPE_NAMES = ['N', 'BS', 'L', 'B', 'NULL', 'M', 'S', 'SS', 'NS', 'BOOL'];

/** An operator or function with its operands, in an expression of a kind. */
export interface Call {
  readonly operator: string;
  readonly operands: readonly Operand[];
  readonly kind: ExpressionKind;
}

/** Refuses a function that has not as many operands as it takes. */
export function requireCount(
  { operator, operands, kind }: Call,
  count: number,
): readonly Operand[] {
  if (operands.length === count) return operands;
  throw invalid(
    `Invalid ${kind}: Incorrect number of operands for operator or function; operator or function: ${operator}, number of operands: ${operands.length}`,
  );
}

/** Refuses operands whose type is known before the item is, and is not one of those allowed. */
export function requireTypes(call: Call, allowed: readonly AttributeType[]): void {
  for (const subject of call.operands) {
    const type = staticType(subject);
    if (type !== undefined && !allowed.includes(type)) throw wrongType(call, type);
  }
}

/** Refuses a path that is compared with itself. */
export function requireDistinct({ operator, operands, kind }: Call): void {
  const [first, ...others] = operands;
  if (first?.kind !== 'path') return;
  if (!others.some((other) => other.kind === 'path' && samePath(first.path, other.path))) return;
  throw invalid(
    `Invalid ${kind}: The first operand must be distinct from the remaining operands for this operator or function; operator: ${operator}, first operand: ${printPath(first.path)}`,
  );
}

/** The type that the second operand of attribute_type names. */
export function typeName(subject: Operand, kind: ExpressionKind): string {
  const call = { operator: 'attribute_type', kind };
  if (subject.kind !== 'value') {
    throw wrongType(call, staticType(subject) ?? `{${TYPE_NAMES.join(',')}}`);
  }
  if (!('S' in subject.value)) throw wrongType(call, typeOf(subject.value));
  if (!TYPE_NAMES.includes(subject.value.S)) {
    throw invalid(
      `Invalid ${kind}: Invalid attribute type name found; type: ${subject.value.S}, valid types: {${TYPE_NAMES.join(',')}}`,
    );
  }
  return subject.value.S;
}

function wrongType({ kind, operator }: Pick<Call, 'kind' | 'operator'>, type: string) {
  return invalid(
    `Invalid ${kind}: Incorrect operand type for operator or function; operator or function: ${operator}, operand type: ${type}`,
  );
}

function staticType(subject: Operand): AttributeType | undefined {
  if (subject.kind === 'size') return 'N';
  return subject.kind === 'value' ? typeOf(subject.value) : undefined;
}

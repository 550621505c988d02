/** A path as written: names and `#placeholders` with indexes between, resolved only when bound to a request. */
export type PathSyntax = readonly (string | number)[];

/** The functions an expression can name; anything else parses too and is refused when bound. */
export interface CallSyntax {
  readonly kind: 'call';
  readonly name: string;
  readonly operands: readonly OperandSyntax[];
}

/** Something with a value: a path, a `:placeholder` or a function, perhaps in parentheses. */
export type OperandSyntax =
  | { readonly kind: 'path'; readonly path: PathSyntax }
  | { readonly kind: 'value'; readonly placeholder: string }
  | CallSyntax
  | { readonly kind: 'group'; readonly inner: OperandSyntax };

/** The comparison operators. */
export type Comparator = '=' | '<>' | '<' | '<=' | '>' | '>=';

/** Something that is true or false. */
export type ConditionSyntax =
  | { readonly kind: 'and' | 'or'; readonly left: ConditionSyntax; readonly right: ConditionSyntax }
  | { readonly kind: 'not'; readonly inner: ConditionSyntax }
  | {
      readonly kind: 'compare';
      readonly operator: Comparator;
      readonly left: OperandSyntax;
      readonly right: OperandSyntax;
    }
  | {
      readonly kind: 'between';
      readonly subject: OperandSyntax;
      readonly lower: OperandSyntax;
      readonly upper: OperandSyntax;
    }
  | {
      readonly kind: 'in';
      readonly subject: OperandSyntax;
      readonly choices: readonly OperandSyntax[];
    }
  | CallSyntax
  | { readonly kind: 'group'; readonly inner: ConditionSyntax };

/** The right-hand side of a SET action. */
export type SetValueSyntax =
  | OperandSyntax
  | {
      readonly kind: 'arithmetic';
      readonly operator: '+' | '-';
      readonly left: OperandSyntax;
      readonly right: OperandSyntax;
    }
  | { readonly kind: 'group'; readonly inner: SetValueSyntax };

/** The four sections of an update expression. */
export type SectionName = 'SET' | 'REMOVE' | 'ADD' | 'DELETE';

/** One action of an update expression. */
export type ActionSyntax =
  | { readonly kind: 'SET'; readonly path: PathSyntax; readonly value: SetValueSyntax }
  | { readonly kind: 'REMOVE'; readonly path: PathSyntax }
  | { readonly kind: 'ADD' | 'DELETE'; readonly path: PathSyntax; readonly placeholder: string };

/** A section as written; an expression that writes one twice is refused when bound. */
export interface SectionSyntax {
  readonly name: SectionName;
  readonly actions: readonly ActionSyntax[];
}

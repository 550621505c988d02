import type { AwsError } from '../../service.ts';
import { invalid } from '../errors.ts';
import type { Token } from './lexer.ts';
import { tokenize } from './lexer.ts';

/** What an expression is called in error messages. */
export type ExpressionKind =
  | 'ConditionExpression'
  | 'FilterExpression'
  | 'KeyConditionExpression'
  | 'ProjectionExpression'
  | 'UpdateExpression';

const END: Token = { kind: 'end', text: '<EOF>', start: 0, end: 0 };

/** Reads the tokens of one expression from left to right, one token ahead. */
export class TokenReader {
  readonly kind: ExpressionKind;
  readonly #text: string;
  readonly #tokens: readonly Token[];
  #index = 0;

  constructor(kind: ExpressionKind, text: string) {
    this.kind = kind;
    this.#text = text;
    this.#tokens = tokenize(text);
  }

  /** The next token, not consumed. */
  get next(): Token {
    return this.#tokens[this.#index] ?? END;
  }

  /** Consumes and returns the next token. */
  take(): Token {
    const token = this.next;
    this.#index += 1;
    return token;
  }

  /** Consumes the next token if it is this symbol or keyword (in any case). */
  accept(text: string): boolean {
    const { kind, text: found } = this.next;
    const matches =
      kind === 'symbol' ? found === text : kind === 'keyword' && found.toUpperCase() === text;
    if (matches) this.#index += 1;
    return matches;
  }

  /** Consumes this symbol or keyword, or fails at the next token. */
  expect(text: string): void {
    if (!this.accept(text)) throw this.unexpected();
  }

  /** Consumes and returns a token of one of these kinds, or fails at the next token. */
  expectKind(...kinds: readonly Token['kind'][]): Token {
    if (!kinds.includes(this.next.kind)) throw this.unexpected();
    return this.take();
  }

  /** Fails unless everything has been read. */
  expectEnd(): void {
    if (this.next.kind !== 'end') throw this.unexpected();
  }

  /** The syntax error at the next token: DynamoDB shows it with its two neighbours. */
  unexpected(): AwsError {
    const previous = this.#tokens[this.#index - 1];
    const following = this.#tokens[this.#index + 1];
    const near = this.#text.slice(previous?.start ?? 0, following?.end ?? this.#text.length);
    return invalid(
      `Invalid ${this.kind}: Syntax error; token: "${this.next.text}", near: "${near}"`,
    );
  }
}

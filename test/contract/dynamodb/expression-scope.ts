import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Coverage } from './coverage.ts';
import type { Form } from './forms.ts';
import type { Random } from './random.ts';

/** Names that can stand in an expression as they are; every other name needs a placeholder. */
const PLAIN_NAME = /^[A-Za-z][A-Za-z0-9]*$/;
const RESERVED = ['name', 'size'];

/** The placeholders the expressions of one request share, and the forms they use. */
export class ExpressionScope {
  readonly random: Random;
  readonly names: Record<string, string> = {};
  readonly values: Record<string, AttributeValue> = {};
  readonly forms: Form[] = [];
  readonly #operation: string;
  readonly #coverage: Coverage;

  constructor(random: Random, operation: string, coverage: Coverage) {
    this.random = random;
    this.#operation = operation;
    this.#coverage = coverage;
  }

  /** One of the forms, noted as used; every third time the one this operation has shown least. */
  choose<T extends Form>(forms: readonly T[]): T {
    const rarest = this.random.oneIn(3) ? this.#coverage.rarest(this.#operation, forms) : undefined;
    const form = forms.find((candidate) => candidate === rarest) ?? this.random.pick(forms);
    this.forms.push(form);
    return form;
  }

  /** Notes that a form is used. */
  use(form: Form): void {
    this.forms.push(form);
  }

  /** The name, or a placeholder for it. */
  name(name: string): string {
    const plain = PLAIN_NAME.test(name) && !RESERVED.includes(name);
    if (plain && !this.random.oneIn(4)) return name;
    const known = Object.keys(this.names).find((placeholder) => this.names[placeholder] === name);
    const placeholder = known ?? `#n${Object.keys(this.names).length}`;
    this.names[placeholder] = name;
    this.use('#name');
    return placeholder;
  }

  /** A placeholder for a value. */
  value(value: AttributeValue): string {
    const placeholder = `:v${Object.keys(this.values).length}`;
    this.values[placeholder] = value;
    return placeholder;
  }
}

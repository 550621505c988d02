/** A repeatable source of choices: the same seed makes the same operations. Mulberry32. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** A whole number from 0 up to, not including, `bound`. */
  below(bound: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * bound);
  }

  /** True in one of `odds` cases on average. */
  oneIn(odds: number): boolean {
    return this.below(odds) === 0;
  }

  /** One of the elements. */
  pick<T>(elements: readonly T[]): T {
    const element = elements[this.below(elements.length)];
    if (element === undefined)
      throw new RangeError('one of at least one element is picked, got none');
    return element;
  }

  /** Runs one of the makers. */
  oneOf<T>(makers: readonly (() => T)[]): T {
    return this.pick(makers)();
  }

  /** Up to `most` different elements, at least one. */
  some<T>(elements: readonly T[], most: number): readonly T[] {
    const count = 1 + this.below(Math.min(most, elements.length));
    return this.shuffled(elements).slice(0, count);
  }

  /** The elements in another order. */
  shuffled<T>(elements: readonly T[]): readonly T[] {
    return elements
      .map((element) => ({ element, order: this.below(2 ** 30) }))
      .toSorted((a, b) => a.order - b.order)
      .map(({ element }) => element);
  }

  /** Some elements made one by one. */
  list<T>(atLeast: number, atMost: number, make: (index: number) => T): readonly T[] {
    return Array.from({ length: atLeast + this.below(atMost - atLeast + 1) }, (_, index) =>
      make(index),
    );
  }
}

let made = 0;

/**
 * A value of a row that no statement read, and that is found when the row is placed: the same for all columns that hold
 * this one. `new`: one that no row has, by which two tables are joined; `any`: any but null; `sql`: what an expression gives.
 */
export class OpenValue {
  readonly #id: number;
  readonly what: { kind: 'new' | 'any' } | { kind: 'sql'; text: string };

  constructor(what: OpenValue['what']) {
    made += 1;
    this.#id = made;
    this.what = what;
  }

  /** Tells it from others where rows are compared as text. */
  toString(): string {
    return `open value ${this.#id}`;
  }

  toJSON(): string {
    return this.toString();
  }
}

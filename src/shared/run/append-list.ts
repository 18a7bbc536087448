// An immutable list that only grows. Appending to its newest version costs O(1) and shares the array; appending to an older version
// copies, so that no version ever sees another's items.

/** An immutable list; `push` gives a longer one. */
export class AppendList<Item> {
  readonly length: number;
  readonly #shared: Item[];

  private constructor(shared: Item[], length: number) {
    this.#shared = shared;
    this.length = length;
  }

  static of<Item>(items: readonly Item[]): AppendList<Item> {
    return new AppendList([...items], items.length);
  }

  push(...items: readonly Item[]): AppendList<Item> {
    const shared = this.#shared.length === this.length ? this.#shared : this.#shared.slice(0, this.length);
    for (const item of items) shared.push(item);
    return new AppendList(shared, shared.length);
  }

  /** The items from this position on, as a new array. */
  from(start: number): Item[] {
    return this.#shared.slice(start, this.length);
  }

  /** The array that versions share: only the first `length` items belong to this one. Read, never write. */
  get backing(): readonly Item[] {
    return this.#shared;
  }
}

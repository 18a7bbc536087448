// Who waits, in what order: first come, first served within a run, and the runs take turns, so that one with many requests does not
// keep the others out. The one in front stays in front until it is taken or goes away.

export class FairLine<Item extends object> {
  readonly #runs = new Map<string, Set<Item>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(run: string, item: Item): void {
    const items = this.#runs.get(run);
    if (items === undefined) this.#runs.set(run, new Set([item]));
    else items.add(item);
    this.#size += 1;
  }

  /** The one in front. */
  first(): Item | undefined {
    for (const items of this.#runs.values()) {
      for (const item of items) return item;
    }
    return undefined;
  }

  /** Takes the one in front out; its run goes to the end. */
  takeFirst(): Item | undefined {
    for (const [run, items] of this.#runs) {
      const [first] = items;
      if (first !== undefined) items.delete(first);
      this.#size -= 1;
      this.#runs.delete(run);
      if (items.size > 0) this.#runs.set(run, items);
      return first;
    }
    return undefined;
  }

  remove(run: string, item: Item): void {
    const items = this.#runs.get(run);
    if (items?.delete(item) !== true) return;
    this.#size -= 1;
    if (items.size === 0) this.#runs.delete(run);
  }
}

// What several files ask of lists: which items belong together, and which may stay where they are when the order changes.

/** The items of a list by the key that each has, in the list's order. */
export function grouped<Value>(
  values: readonly Value[],
  keyOf: (value: Value) => string,
): ReadonlyMap<string, readonly Value[]> {
  const groups = new Map<string, Value[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [value]);
    else group.push(value);
  }
  return groups;
}

/** Positions in a list of numbers of one longest row that rises strictly; numbers below zero are passed over. */
export function risingRow(numbers: readonly number[]): ReadonlySet<number> {
  // Patience sorting: ends[n] is where the row of length n + 1 with the smallest end ends.
  const ends: number[] = [];
  const previous: number[] = [];
  numbers.forEach((number, index) => {
    if (number < 0) return;
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((numbers[ends[middle] ?? 0] ?? 0) < number) low = middle + 1;
      else high = middle;
    }
    previous[index] = ends[low - 1] ?? -1;
    ends[low] = index;
  });
  const row = new Set<number>();
  for (let index = ends.at(-1) ?? -1; index >= 0; index = previous[index] ?? -1) row.add(index);
  return row;
}

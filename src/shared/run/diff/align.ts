// The longest common subsequence of two lists, in time that grows with the product of their lengths and memory that grows with their sum
// (Hirschberg 1975). What both begin or end with is passed over first, so that runs that differ little cost little.

/** Positions of a longest common subsequence, as pairs that rise on both sides. */
export function commonPairs(
  left: readonly string[],
  right: readonly string[],
): readonly { readonly left: number; readonly right: number }[] {
  const numbers = new Map<string, number>();
  const numbered = (list: readonly string[]) =>
    Int32Array.from(list, (text) => {
      const known = numbers.get(text) ?? numbers.size;
      numbers.set(text, known);
      return known;
    });
  const pairs: { left: number; right: number }[] = [];
  collect(
    { list: numbered(left), from: 0, to: left.length },
    { list: numbered(right), from: 0, to: right.length },
    pairs,
  );
  return pairs;
}

interface Part {
  readonly list: Int32Array;
  readonly from: number;
  readonly to: number;
}

function collect(left: Part, right: Part, pairs: { left: number; right: number }[]): void {
  let [leftFrom, rightFrom, leftTo, rightTo] = [left.from, right.from, left.to, right.to];
  while (leftFrom < leftTo && rightFrom < rightTo && left.list[leftFrom] === right.list[rightFrom]) {
    pairs.push({ left: leftFrom, right: rightFrom });
    leftFrom += 1;
    rightFrom += 1;
  }
  while (leftFrom < leftTo && rightFrom < rightTo && left.list[leftTo - 1] === right.list[rightTo - 1]) {
    leftTo -= 1;
    rightTo -= 1;
  }
  if (leftFrom < leftTo && rightFrom < rightTo) {
    const parts = [
      { ...left, from: leftFrom, to: leftTo },
      { ...right, from: rightFrom, to: rightTo },
    ] as const;
    if (leftTo - leftFrom === 1) collectOne(...parts, pairs);
    else halve(...parts, pairs);
  }
  for (let at = leftTo; at < left.to; at += 1) pairs.push({ left: at, right: rightTo + at - leftTo });
}

function collectOne(left: Part, right: Part, pairs: { left: number; right: number }[]): void {
  const found = right.list.subarray(right.from, right.to).indexOf(left.list[left.from] ?? -1);
  if (found !== -1) pairs.push({ left: left.from, right: right.from + found });
}

// Cuts the left part in its middle, and the right one where the halves have most in common.
function halve(left: Part, right: Part, pairs: { left: number; right: number }[]): void {
  const middle = (left.from + left.to) >> 1;
  const before = lengths(left.list.slice(left.from, middle), right.list.slice(right.from, right.to));
  const after = lengths(left.list.slice(middle, left.to).reverse(), right.list.slice(right.from, right.to).reverse());
  const width = right.to - right.from;
  let cut = 0;
  let best = -1;
  for (let at = 0; at <= width; at += 1) {
    const length = (before[at] ?? 0) + (after[width - at] ?? 0);
    if (length > best) [best, cut] = [length, at];
  }
  collect({ ...left, to: middle }, { ...right, to: right.from + cut }, pairs);
  collect({ ...left, from: middle }, { ...right, from: right.from + cut }, pairs);
}

// For every beginning of `right`, how long its longest common subsequence with all of `left` is.
function lengths(left: Int32Array, right: Int32Array): Uint32Array {
  const row = new Uint32Array(right.length + 1);
  for (let i = 0; i < left.length; i += 1) {
    const wanted = left[i];
    let diagonal = 0;
    let beside = 0;
    for (let j = 0; j < right.length; j += 1) {
      const above = row[j + 1] ?? 0;
      beside = right[j] === wanted ? diagonal + 1 : above > beside ? above : beside;
      row[j + 1] = beside;
      diagonal = above;
    }
  }
  return row;
}
